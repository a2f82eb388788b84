package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.fault.VolumeProblem;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.FallbackMac;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.FallbackToken;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A volume whose header was read from its disk once and checked. What happens to the header on the
 * disk afterwards changes nothing here.
 */
public final class Volume {
  /** Of derivations that are in order, the newer first; then by the slots' numbers. */
  private static final Comparator<Stored> NEWEST_FIRST =
      Comparator.comparingInt((Stored token) -> -newness(token))
          .thenComparingInt(token -> token.value().keyslot());

  private final Disk disk;
  private final Header header;
  private final List<Stored> tokens;
  private final Cryptsetup cryptsetup;
  private final RandomGenerator random;

  /** Set where this is only how the volume will be. */
  private final Optional<Reencryption> pending;

  private Volume(
      Disk disk,
      Header header,
      List<Stored> tokens,
      Cryptsetup cryptsetup,
      RandomGenerator random,
      Optional<Reencryption> pending) {
    this.disk = disk;
    this.header = header;
    this.tokens = tokens;
    this.cryptsetup = cryptsetup;
    this.random = random;
    this.pending = pending;
  }

  /** Reads and checks a disk's header. */
  public static Volume read(Disk disk, Cryptsetup cryptsetup, RandomGenerator random)
      throws VolumeException {
    Header header = Header.read(disk);
    return new Volume(disk, header, VolumeToken.in(header), cryptsetup, random, Optional.empty());
  }

  /**
   * Reads and checks a disk's header, also if the key of its data is being replaced. Then this is
   * how the volume will be, of which tokens can be verified and which nothing opens before {@link
   * VolumeReencryption#finish} is done.
   */
  public static Volume readAny(Disk disk, Cryptsetup cryptsetup, RandomGenerator random)
      throws VolumeException {
    Optional<Reencryption> pending = Reencryption.read(disk);
    return pending.isEmpty()
        ? read(disk, cryptsetup, random)
        : end(disk, pending.get(), pending.get().after(), cryptsetup, random);
  }

  /** One end of a volume in between. */
  static Volume end(
      Disk disk, Reencryption pending, Header end, Cryptsetup cryptsetup, RandomGenerator random)
      throws VolumeException {
    return new Volume(disk, end, VolumeToken.in(end), cryptsetup, random, Optional.of(pending));
  }

  /** How far the replacement of the key is, if it is under way. */
  public Optional<Reencryption> pending() {
    return pending;
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
   * The tokens, unverified, that speak of keys that the guest is told to use, the newest derivation
   * first.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_ABSENT}, {@link VolumeFault#TOKEN_OTHER}
   *     or {@link VolumeFault#DERIVATION_OTHER} if there is none
   */
  public List<Stored> tokensOf(KeyOwner owner) throws VolumeException {
    if (tokens.isEmpty()) {
      throw new VolumeException(VolumeFault.TOKEN_ABSENT, "volume " + header.uuid());
    }
    List<Stored> owned = new ArrayList<>();
    Optional<VolumeProblem> objection = Optional.empty();
    for (Stored token : tokens) {
      Optional<VolumeProblem> problem = owner.objection(token.value());
      if (problem.isEmpty()) {
        owned.add(token);
      } else if (objection.isEmpty() || objection.get().fault() == VolumeFault.TOKEN_OTHER) {
        // That a token would be right but for its derivation says more.
        objection = problem;
      }
    }
    if (owned.isEmpty() && objection.isPresent()) {
      throw new VolumeException(objection.get());
    }
    owned.sort(NEWEST_FIRST);
    return List.copyOf(owned);
  }

  /**
   * The token that a key vouches for.
   *
   * @throws VolumeException with {@link VolumeFault#TOKEN_VERSION}, {@link VolumeFault#TOKEN_MAC}
   *     or {@link VolumeFault#DERIVATION_CHANGED}
   */
  public Stored verified(KeyOwner owner, SlotKey key) throws VolumeException {
    return allVerified(owner, key).getFirst();
  }

  private List<Stored> allVerified(KeyOwner owner, SlotKey key) throws VolumeException {
    List<Stored> owned = tokensOf(owner);
    List<Stored> candidates =
        owned.stream().filter(token -> token.value().source().equals(key.source())).toList();
    Optional<EscrowedKey> escrowed = key.source().escrowed();
    if (candidates.isEmpty() && escrowed.isPresent()) {
      throw new VolumeException(
          VolumeFault.TOKEN_VERSION,
          "the key has version %d, slots are for %s"
              .formatted(
                  escrowed.get().version(),
                  owned.stream()
                      .flatMap(token -> token.value().source().escrowed().stream())
                      .map(EscrowedKey::version)
                      .toList()));
    }
    List<Stored> verified = new ArrayList<>();
    try (VolumeSecret secret = VolumeSecret.of(key.key(), header.uuid())) {
      for (Stored token : candidates) {
        if (token.verifiedBy(secret, header)) {
          verified.add(token);
        }
      }
    }
    if (verified.isEmpty()) {
      throw new VolumeException(
          key.source().derived().isPresent()
              ? VolumeFault.DERIVATION_CHANGED
              : VolumeFault.TOKEN_MAC,
          "of %d tokens none verifies".formatted(candidates.size()));
    }
    return verified;
  }

  /** Checks that a key opens the volume, and opens nothing; the token that led to it. */
  public VolumeToken check(KeyOwner owner, SlotKey key) throws VolumeException {
    return open(
        owner,
        key,
        (memory, token, secret) -> cryptsetup.check(memory, token.keyslot(), secret.passphrase()));
  }

  /** Opens the volume under a name of device-mapper; the token that led to it. */
  public VolumeToken activate(KeyOwner owner, SlotKey key, String name) throws VolumeException {
    return open(
        owner,
        key,
        (memory, token, secret) ->
            cryptsetup.activate(memory, disk.path(), name, token.keyslot(), secret.passphrase()));
  }

  /** Whether the disk says that the volume was opened without the escrow; unverified. */
  public boolean claimsFallbacks() {
    return !FallbackToken.in(header).isEmpty();
  }

  /**
   * The memory of fallbacks, if there is one and the volume's key, which a slot's opens, vouches.
   */
  public Optional<Fallbacks> fallbacks(KeyOwner owner, SlotKey key) throws VolumeException {
    try (FallbackMac mac = fallbackMac(owner, key)) {
      return fallbacks(mac);
    }
  }

  Optional<Fallbacks> fallbacks(FallbackMac mac) {
    return FallbackToken.in(header).stream()
        .filter(token -> token.verifiedBy(mac))
        .map(FallbackToken::uses)
        .max(Comparator.comparingInt(Fallbacks::count));
  }

  /** What vouches for the memory of fallbacks; the caller closes it. */
  FallbackMac fallbackMac(KeyOwner owner, SlotKey key) throws VolumeException {
    List<FallbackMac> made = new ArrayList<>();
    VolumeToken _ =
        open(
            owner,
            key,
            (memory, token, secret) -> {
              try (SecretBytes volumeKey =
                  cryptsetup.volumeKey(memory, token.keyslot(), secret.passphrase())) {
                made.add(FallbackMac.of(volumeKey, header.uuid()));
              }
            });
    return made.getFirst();
  }

  private interface Step {
    void run(MemoryFile memory, VolumeToken token, VolumeSecret secret) throws VolumeException;
  }

  /**
   * Verifies the tokens and then gives libcryptsetup what one of them vouches for and no more. A
   * slot whose area is broken does not keep another of the same key from being tried.
   */
  private VolumeToken open(KeyOwner owner, SlotKey key, Step step) throws VolumeException {
    if (pending.isPresent()) {
      throw new VolumeException(VolumeFault.HEADER_REQUIREMENT, "its key is being replaced");
    }
    Optional<VolumeException> refused = Optional.empty();
    for (Stored stored : allVerified(owner, key)) {
      VolumeToken token = stored.value();
      try (VolumeSecret secret = VolumeSecret.of(key.key(), header.uuid());
          MemoryFile memory = MemoryFile.of(header.only(slot(token)), disk, random)) {
        step.run(memory, token, secret);
        return token;
      } catch (VolumeException failed) {
        if (failed.problem().fault() != VolumeFault.SLOT_REFUSED) {
          throw failed;
        }
        refused = refused.or(() -> Optional.of(failed));
      }
    }
    throw refused.orElseThrow();
  }

  private Keyslot slot(VolumeToken token) throws VolumeException {
    Keyslot slot = header.metadata().keyslots().get(token.keyslot());
    if (slot == null) {
      throw new VolumeException(VolumeFault.TOKEN_MALFORMED, "slot " + token.keyslot());
    }
    return slot;
  }

  private static int newness(Stored token) {
    return switch (token.value().source().derived().orElse(null)) {
      case null -> 0;
      case SnpDerivation snp -> snp.tcb().sum();
    };
  }
}
