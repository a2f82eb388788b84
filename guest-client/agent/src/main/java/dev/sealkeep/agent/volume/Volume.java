package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A volume whose header was read from its disk once and checked. What happens to the header on the
 * disk afterwards changes nothing here.
 */
public final class Volume {
  private final Disk disk;
  private final Header header;
  private final List<Stored> tokens;
  private final Cryptsetup cryptsetup;
  private final RandomGenerator random;

  private Volume(
      Disk disk,
      Header header,
      List<Stored> tokens,
      Cryptsetup cryptsetup,
      RandomGenerator random) {
    this.disk = disk;
    this.header = header;
    this.tokens = tokens;
    this.cryptsetup = cryptsetup;
    this.random = random;
  }

  /** Reads and checks a disk's header. */
  public static Volume read(Disk disk, Cryptsetup cryptsetup, RandomGenerator random)
      throws VolumeException {
    Header header = Header.read(disk);
    return new Volume(disk, header, VolumeToken.in(header), cryptsetup, random);
  }

  /** The header. */
  public Header header() {
    return header;
  }

  /** The tokens of this program, unverified. */
  public List<Stored> tokens() {
    return tokens;
  }

  /**
   * The tokens, unverified, that speak of a key.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_ABSENT} or {@link
   *     VolumeFault#TOKEN_OTHER} if there is none
   */
  public List<Stored> tokensOf(KeyOwner owner) throws VolumeException {
    if (tokens.isEmpty()) {
      throw new VolumeException(VolumeFault.TOKEN_ABSENT, "volume " + header.uuid());
    }
    List<Stored> owned = tokens.stream().filter(token -> owner.owns(token.value())).toList();
    if (owned.isEmpty()) {
      VolumeToken other = tokens.getFirst().value();
      throw new VolumeException(
          VolumeFault.TOKEN_OTHER,
          "it names tenant %s, key %s, volume %s, mode %s"
              .formatted(
                  other.tenant(),
                  other.key(),
                  other.volume().map(Object::toString).orElse("(none)"),
                  other.mode().spelling()));
    }
    return owned;
  }

  /**
   * The token that a key vouches for.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_VERSION} or {@link VolumeFault#TOKEN_MAC}
   */
  Stored verified(KeyOwner owner, ReleasedKey released) throws VolumeException {
    List<Stored> owned =
        tokensOf(owner).stream()
            .filter(token -> token.value().keyVersion() == released.version())
            .toList();
    if (owned.isEmpty()) {
      throw new VolumeException(
          VolumeFault.TOKEN_VERSION,
          "the key has version %d, slots are for %s"
              .formatted(
                  released.version(),
                  tokensOf(owner).stream().map(t -> t.value().keyVersion()).toList()));
    }
    try (VolumeSecret secret = VolumeSecret.of(released.key(), header.uuid())) {
      return verified(owned, secret);
    }
  }

  /** The first of some tokens that a secret vouches for. */
  Stored verified(List<Stored> candidates, VolumeSecret secret) throws VolumeException {
    for (Stored token : candidates) {
      if (token.verifiedBy(secret, header)) {
        return token;
      }
    }
    throw new VolumeException(
        VolumeFault.TOKEN_MAC, "of %d tokens none verifies".formatted(candidates.size()));
  }

  /** Checks that a released key opens the volume, and opens nothing; the token that led to it. */
  public VolumeToken check(KeyOwner owner, ReleasedKey released) throws VolumeException {
    return open(
        owner,
        released,
        (memory, token, secret) -> cryptsetup.check(memory, token.keyslot(), secret.passphrase()));
  }

  /** Opens the volume under a name of device-mapper; the token that led to it. */
  public VolumeToken activate(KeyOwner owner, ReleasedKey released, String name)
      throws VolumeException {
    return open(
        owner,
        released,
        (memory, token, secret) ->
            cryptsetup.activate(memory, disk.path(), name, token.keyslot(), secret.passphrase()));
  }

  private interface Step {
    void run(MemoryFile memory, VolumeToken token, VolumeSecret secret) throws VolumeException;
  }

  /** Verifies the token and then gives libcryptsetup what the token vouches for and no more. */
  private VolumeToken open(KeyOwner owner, ReleasedKey released, Step step) throws VolumeException {
    VolumeToken token = verified(owner, released).value();
    Keyslot slot = slot(token);
    try (VolumeSecret secret = VolumeSecret.of(released.key(), header.uuid());
        MemoryFile memory = MemoryFile.of(header.only(slot), disk, random)) {
      step.run(memory, token, secret);
    }
    return token;
  }

  private Keyslot slot(VolumeToken token) throws VolumeException {
    Keyslot slot = header.metadata().keyslots().get(token.keyslot());
    if (slot == null) {
      throw new VolumeException(VolumeFault.TOKEN_MALFORMED, "slot " + token.keyslot());
    }
    return slot;
  }
}
