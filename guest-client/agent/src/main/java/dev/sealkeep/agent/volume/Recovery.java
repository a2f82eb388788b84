package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.RecoveryToken;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives volumes a slot whose passphrase nobody knows but the recipient of age that the
 * configuration names, whatever opens the volume otherwise. The passphrase is 32 random bytes,
 * encrypted into a token beside the slot.
 *
 * @param cryptsetup the library
 * @param random for passphrases
 */
public record Recovery(Cryptsetup cryptsetup, SecureRandom random) {
  private static final int PASSPHRASE_BYTES = 32;

  /** A new passphrase, which the caller closes. */
  SecretBytes passphrase() {
    byte[] bytes = new byte[PASSPHRASE_BYTES];
    random.nextBytes(bytes);
    return SecretBytes.owning(bytes);
  }

  /** The token of a slot, whose number is free among others. */
  Token token(List<Token> others, int keyslot, AgeRecipient recipient, SecretBytes passphrase)
      throws VolumeException {
    return RecoveryToken.of(
        HeaderWriter.freeNumber(others), keyslot, recipient, recipient.encrypt(passphrase, random));
  }

  /**
   * Adds a slot and its token to a header in memory.
   *
   * @param existing the passphrase of a slot that is there
   * @return the next header
   */
  Header with(Header header, MemoryFile memory, SecretBytes existing, AgeRecipient recipient)
      throws VolumeException {
    try (SecretBytes passphrase = passphrase()) {
      cryptsetup.addSlot(memory, Cryptsetup.ANY_SLOT, existing, passphrase);
      Keyslot made = VolumeEditor.only(header.added(Header.read(memory)));
      cryptsetup.check(memory, made.number(), passphrase);
      List<Keyslot> slots = new ArrayList<>(header.metadata().keyslots().values());
      slots.add(made);
      List<Token> tokens = new ArrayList<>(header.metadata().tokens().values());
      tokens.add(token(tokens, made.number(), recipient, passphrase));
      return HeaderWriter.next(header, slots, tokens);
    }
  }

  /**
   * Gives a volume that is there the slot, unless it has one for the recipient.
   *
   * @param key opens the volume
   * @return whether the slot is new
   */
  public boolean add(Disk disk, KeyOwner owner, SlotKey key, AgeRecipient recipient)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    Header header = volume.header();
    var _ = volume.check(owner, key);
    if (has(header, recipient)) {
      return false;
    }
    HeaderWriter.checkRoom(header.metadata());
    try (VolumeSecret secret = VolumeSecret.of(key.key(), header.uuid());
        MemoryFile memory = MemoryFile.of(header.withoutTokens(), disk, random)) {
      Header next = with(header, memory, secret.passphrase(), recipient);
      HeaderWriter writer = new HeaderWriter(disk, random);
      writer.writeArea(memory, VolumeEditor.only(header.added(next)));
      writer.replace(next);
    }
    if (!has(Volume.read(disk, cryptsetup, random).header(), recipient)) {
      throw new VolumeException(VolumeFault.DISK_IO, "the recovery slot was not written");
    }
    return true;
  }

  private static boolean has(Header header, AgeRecipient recipient) {
    return RecoveryToken.in(header).stream()
        .anyMatch(token -> token.recipient().equals(recipient.toString()));
  }
}
