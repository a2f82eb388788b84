package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.cryptsetup.LibraryReencryption;
import dev.sealkeep.agent.volume.cryptsetup.LibraryReencryption.Carried;
import dev.sealkeep.agent.volume.cryptsetup.LibraryReencryption.Progress;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Pbkdf;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.RecoveryToken;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Replaces the key that a volume's data are encrypted with, so that a header that somebody kept
 * opens them no more.
 *
 * <p>It begins with one change of the header ({@link #begin}): a new key, its slots, and the mark
 * that the volume is in between. Nothing else has happened then, and the volume may be in use. From
 * there on whoever opens it finishes it first ({@link #finish}), and may be stopped at any moment:
 * the header says how far it is, and the part that was being written is found by its checksums.
 *
 * <p>The host may write any header in between too. So the released key must vouch for both ends of
 * it, what the volume was and what it will be: for the token of the new slot is made at the
 * beginning, over the header as it will be.
 *
 * @param disk opened to be changed
 * @param cryptsetup the library
 * @param random for salts
 */
public record VolumeReencryption(Disk disk, Cryptsetup cryptsetup, SecureRandom random) {
  /** Types of tokens that mean nothing without a slot. */
  private static final Set<String> OWN = Set.of(VolumeToken.TYPE, RecoveryToken.TYPE);

  /**
   * Begins it. The volume is as it was, but for its header.
   *
   * @param keys of the slots that have tokens, at least one: each gets a slot for the new key
   * @param kept passphrases of the other slots: likewise
   * @param recovery who gets a new slot in place of the one to recover with
   * @throws VolumeException with {@link VolumeFault#SLOT_LOST} if there is a slot that none of them
   *     opens
   */
  public void begin(
      KeyOwner owner, List<SlotKey> keys, List<SecretBytes> kept, Optional<AgeRecipient> recovery)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    Header header = volume.header();
    List<VolumeSecret> secrets = new ArrayList<>();
    Recovery recoverer = new Recovery(cryptsetup, random);
    try (SecretBytes recoveryPassphrase = recoverer.passphrase();
        MemoryFile memory = MemoryFile.of(header.withoutTokens(), disk, random)) {
      Map<Integer, Keyslot> left = new TreeMap<>(header.metadata().keyslots());
      List<VolumeToken> own = new ArrayList<>();
      List<Carried> carried = new ArrayList<>();
      for (SlotKey key : keys) {
        VolumeToken token = volume.check(owner, key);
        VolumeSecret secret = VolumeSecret.of(key.key(), header.uuid());
        secrets.add(secret);
        own.add(token);
        carried.add(new Carried(OptionalInt.of(token.keyslot()), secret.passphrase(), Pbkdf.CHEAP));
        left.remove(token.keyslot());
      }
      if (recovery.isPresent()) {
        carried.add(new Carried(OptionalInt.empty(), recoveryPassphrase, Pbkdf.CHEAP));
        RecoveryToken.in(header).stream()
            .filter(token -> token.recipient().equals(recovery.get().toString()))
            .forEach(token -> left.remove(token.keyslot()));
      }
      carried.addAll(others(left, memory, kept));
      List<Integer> slots =
          new LibraryReencryption(cryptsetup)
              .begin(memory, disk.path(), header.metadata().segment().sectorBytes(), carried);
      Reencryption made =
          Reencryption.read(memory)
              .orElseThrow(
                  () -> new VolumeException(VolumeFault.LIBRARY_FAILED, "it was not begun"));
      // The tokens that there are, and those of the new slots, which speak of the end.
      List<Token> tokens = new ArrayList<>(header.metadata().tokens().values());
      for (int i = 0; i < own.size(); i++) {
        VolumeToken old = own.get(i);
        VolumeToken token =
            new VolumeToken(old.source(), old.volume(), slots.get(i), old.pending());
        tokens.add(token.seal(HeaderWriter.freeNumber(tokens), secrets.get(i), made.after()));
      }
      if (recovery.isPresent()) {
        int slot = slots.get(own.size());
        tokens.add(recoverer.token(tokens, slot, recovery.get(), recoveryPassphrase));
      }
      write(made.with(tokens).following(header.binary()), memory);
    } finally {
      secrets.forEach(VolumeSecret::close);
    }
  }

  private void write(Reencryption marked, MemoryFile memory) throws VolumeException {
    if (!marked.fits()) {
      throw new VolumeException(VolumeFault.SLOT_FULL, "the metadata do not fit any more");
    }
    HeaderWriter writer = new HeaderWriter(disk, random);
    for (Keyslot slot : marked.after().metadata().keyslots().values()) {
      writer.writeArea(memory, slot);
    }
    writer.replace(marked);
  }

  /** For each slot that is left the passphrase that opens it. */
  private List<Carried> others(
      Map<Integer, Keyslot> left, MemoryFile memory, List<SecretBytes> kept)
      throws VolumeException {
    List<Carried> carried = new ArrayList<>();
    for (SecretBytes passphrase : kept) {
      for (Keyslot slot : List.copyOf(left.values())) {
        if (opens(memory, slot.number(), passphrase)) {
          carried.add(new Carried(OptionalInt.of(slot.number()), passphrase, slot.kdf()));
          left.remove(slot.number());
        }
      }
    }
    if (!left.isEmpty()) {
      throw new VolumeException(
          VolumeFault.SLOT_LOST,
          left.keySet().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
    return carried;
  }

  private boolean opens(MemoryFile memory, int slot, SecretBytes passphrase)
      throws VolumeException {
    try {
      cryptsetup.check(memory, slot, passphrase);
      return true;
    } catch (VolumeException refused) {
      if (refused.problem().fault() == VolumeFault.SLOT_REFUSED) {
        return false;
      }
      throw refused;
    }
  }

  /**
   * Finishes what is under way, and checks that the volume opens.
   *
   * @param progress told how far it is
   * @return the token of the slot that opens
   * @throws VolumeException with {@link VolumeFault#TOKEN_MAC} before anything is written, if the
   *     key does not vouch for what the header says; the volume stays in between with every other
   */
  public VolumeToken finish(KeyOwner owner, SlotKey key, Progress progress) throws VolumeException {
    Reencryption pending =
        Reencryption.read(disk)
            .orElseThrow(
                () -> new VolumeException(VolumeFault.HEADER_REQUIREMENT, "nothing is under way"));
    judge(pending, owner, key);
    if (!pending.complete()) {
      try (VolumeSecret secret = VolumeSecret.of(key.key(), pending.after().uuid())) {
        new LibraryReencryption(cryptsetup)
            .run(
                disk.path(),
                secret.passphrase(),
                json -> judge(Reencryption.parse(json, pending.after()), owner, key),
                progress);
      }
    }
    return tidy(owner, key);
  }

  /**
   * Whether the key vouches for both ends; for the end alone once all data are under the new key,
   * for libcryptsetup then takes the old slots away one by one, and nothing goes by them any more.
   */
  private void judge(Reencryption pending, KeyOwner owner, SlotKey key) throws VolumeException {
    var _ = Volume.end(disk, pending, pending.after(), cryptsetup, random).verified(owner, key);
    if (!pending.complete()) {
      var _ = Volume.end(disk, pending, pending.before(), cryptsetup, random).verified(owner, key);
    }
  }

  /**
   * Takes away what the library left of the old slots, writes the header of the end, and leaves
   * tokens out that say nothing.
   */
  private VolumeToken tidy(KeyOwner owner, SlotKey key) throws VolumeException {
    Optional<Reencryption> left = Reencryption.read(disk);
    if (left.isPresent()) {
      judge(left.get(), owner, key);
      if (!left.get().complete()) {
        throw new VolumeException(VolumeFault.LIBRARY_FAILED, "it ended before the data's end");
      }
    }
    Header header = left.isPresent() ? left.get().after() : Header.read(disk);
    Metadata metadata = header.metadata();
    List<Token> speaking =
        metadata.tokens().values().stream()
            .filter(token -> !OWN.contains(token.type()) || !token.keyslots().isEmpty())
            .toList();
    HeaderWriter writer = new HeaderWriter(disk, random);
    if (left.isPresent()) {
      for (Keyslot old : left.get().before().metadata().keyslots().values()) {
        writer.overwriteArea(old);
      }
    }
    if (left.isPresent() || speaking.size() != metadata.tokens().size()) {
      writer.replace(header.next(metadata.with(metadata.keyslots().values(), speaking)));
    }
    return Volume.read(disk, cryptsetup, random).check(owner, key);
  }
}
