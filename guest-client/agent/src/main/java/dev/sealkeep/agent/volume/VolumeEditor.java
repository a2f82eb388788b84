package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.disk.HeaderBackup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Gives volumes slots for keys of the escrow and of the hardware, and takes old ones away.
 *
 * <p>Whatever stops a change, at every moment the disk holds a header under which each slot that
 * opened before opens, or the new one does:
 *
 * <ol>
 *   <li>libcryptsetup makes the new slot in a copy of the header in memory.
 *   <li>The slot's area is written to a part of the disk that no slot uses, and made durable.
 *   <li>The copy of the header that does not count is overwritten with the new header and made
 *       durable; from then on it counts. Then the other. A copy that was written in part has a
 *       wrong checksum and does not count.
 *   <li>The new slot is read back from the disk and opened.
 *   <li>Only now the area of an old slot is overwritten, and then a header without it written as in
 *       step 3.
 * </ol>
 *
 * @param disk opened to be changed
 * @param cryptsetup the library
 * @param random for salts and what old areas are overwritten with
 */
public record VolumeEditor(Disk disk, Cryptsetup cryptsetup, SecureRandom random) {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int LEAST_DATA_BYTES = 1 << 20;
  private static final int LARGE_SECTOR = 4096;
  private static final int SMALL_SECTOR = 512;

  /**
   * What was done.
   *
   * @param uuid the volume
   * @param tokens the tokens of the slots that open now and that this was about, at least one
   * @param changed whether one of these slots is new, or has another token
   * @param removed numbers of slots that were removed
   */
  public record Report(
      UUID uuid, List<VolumeToken> tokens, boolean changed, List<Integer> removed) {
    /** Copies the lists. */
    public Report {
      tokens = List.copyOf(tokens);
      removed = List.copyOf(removed);
    }

    /** The first of the tokens. */
    public VolumeToken token() {
      return tokens.getFirst();
    }
  }

  /**
   * Makes a new volume.
   *
   * @param slots the slots that it gets, at least one
   * @param passphrase of a further slot, whose derivation is made costly
   * @param recovery who gets a further slot
   * @param erase whether a disk that is not blank is overwritten
   * @param backup a new file for a backup of the header, written before the disk
   */
  public Report format(
      KeyOwner owner,
      List<NewSlot> slots,
      Optional<SecretBytes> passphrase,
      Optional<AgeRecipient> recovery,
      boolean erase,
      Path backup)
      throws VolumeException {
    boolean blank = checkForFormat(erase);
    long size = disk.size();
    UUID uuid = UUID.randomUUID();
    int sector = size % LARGE_SECTOR == 0 ? LARGE_SECTOR : SMALL_SECTOR;
    try (VolumeSecret first = VolumeSecret.of(slots.getFirst().key().key(), uuid);
        MemoryFile memory = cryptsetup.format(uuid, sector, first.passphrase())) {
      Header header = Header.read(memory);
      header =
          with(
              header,
              List.of(),
              only(header.metadata().keyslots().values().stream().toList()),
              owner,
              slots.getFirst());
      for (NewSlot slot : slots.subList(1, slots.size())) {
        header = with(header, first.passphrase(), memory, owner, slot);
      }
      if (passphrase.isPresent()) {
        header = with(header, first.passphrase(), memory, passphrase.get());
      }
      if (recovery.isPresent()) {
        header =
            new Recovery(cryptsetup, random)
                .with(header, memory, first.passphrase(), recovery.get());
      }
      try (MemoryFile image = MemoryFile.of(header, memory, random)) {
        HeaderBackup.write(backup, image, header.bytes());
      }
      if (!blank) {
        eraseBeginning();
      }
      for (Keyslot slot : header.metadata().keyslots().values()) {
        writer().writeArea(memory, slot);
      }
      writer().create(header);
    }
    return verify(owner, slots, true, List.of());
  }

  /**
   * Says whether a disk may be formatted, and changes nothing.
   *
   * @return whether it is blank
   * @throws VolumeException with {@link VolumeFault#DISK_BUSY}, {@link VolumeFault#DISK_SMALL} or
   *     {@link VolumeFault#DISK_OCCUPIED}
   */
  public boolean checkForFormat(boolean erase) throws VolumeException {
    disk.claim();
    long size = disk.size();
    if (size < Cryptsetup.DATA_OFFSET + LEAST_DATA_BYTES) {
      throw new VolumeException(VolumeFault.DISK_SMALL, size + " bytes");
    }
    boolean blank = blank();
    if (!blank && !erase) {
      throw new VolumeException(VolumeFault.DISK_OCCUPIED, disk.path().toString());
    }
    return blank;
  }

  private boolean blank() throws VolumeException {
    for (long at = 0; at < Cryptsetup.DATA_OFFSET; at += CHUNK_BYTES) {
      if (!Header.blank(disk.read(at, CHUNK_BYTES))) {
        return false;
      }
    }
    return true;
  }

  private void eraseBeginning() throws VolumeException {
    for (long at = 0; at < Cryptsetup.DATA_OFFSET; at += CHUNK_BYTES) {
      disk.write(at, new byte[CHUNK_BYTES]);
    }
    disk.flush();
  }

  /**
   * Gives a volume that is there slots, one after the other; those that it has already are left.
   *
   * @param passphrase of a slot that is there
   * @param backup a new file for a backup of the header as it is
   */
  public Report enroll(KeyOwner owner, List<NewSlot> slots, SecretBytes passphrase, Path backup)
      throws VolumeException {
    boolean changed = false;
    for (NewSlot slot : slots) {
      Volume volume = Volume.read(disk, cryptsetup, random);
      if (!opens(volume, owner, slot.key())) {
        add(
            volume,
            owner,
            slot,
            new Opening.Passphrase(passphrase),
            changed ? Optional.empty() : Optional.of(backup));
        changed = true;
      }
    }
    return verify(owner, slots, changed, List.of());
  }

  /**
   * Gives a volume a slot for a new version of its key and removes the slots of older ones, and of
   * modes that the owner does not have any more. What an interrupted run left undone is done too.
   *
   * @param opening what opens the volume, unless the new version has a slot already
   * @param backup a new file for a backup of the header as it is
   */
  public Report rotate(
      KeyOwner owner, NewSlot slot, Optional<Opening> opening, Optional<Path> backup)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    List<Stored> _ = volume.tokensOf(owner);
    boolean there = opens(volume, owner, slot.key());
    if (!there) {
      if (opening.isEmpty()) {
        // Says which versions there are.
        Stored _ = volume.verified(owner, slot.key());
        throw new VolumeException(VolumeFault.SLOT_REFUSED, "the slot of this version");
      }
      add(volume, owner, slot, opening.get(), backup);
    }
    VolumeToken current = verify(owner, List.of(slot), true, List.of()).token();
    int version = current.source().escrowed().map(EscrowedKey::version).orElse(0);
    List<Integer> removed =
        remove(
            token ->
                token.keyslot() != current.keyslot()
                    && owner.volume().equals(token.volume())
                    && (!owner.mode().admits(token.source().mode())
                        || (owner.objection(token).isEmpty()
                            && token
                                .source()
                                .escrowed()
                                .filter(old -> old.version() < version)
                                .isPresent())));
    return verify(owner, List.of(slot), !there, removed);
  }

  /**
   * Gives a volume a slot for a key that is derived anew, and removes slots that were made for the
   * same purpose and never proved themselves.
   *
   * @param opening what opens the volume
   * @param given what of the older slots is to stay
   */
  public Report renew(
      KeyOwner owner,
      NewSlot slot,
      Opening opening,
      Predicate<VolumeToken> given,
      Optional<Path> backup)
      throws VolumeException {
    add(Volume.read(disk, cryptsetup, random), owner, slot, opening, backup);
    VolumeToken made = verify(owner, List.of(slot), true, List.of()).token();
    List<Integer> removed =
        remove(
            token ->
                token.keyslot() != made.keyslot()
                    && owner.volume().equals(token.volume())
                    && token.pending().isPresent()
                    && !given.test(token));
    return verify(owner, List.of(slot), true, removed);
  }

  /**
   * Says of a slot with a derived part that it has proved itself, and removes all others with one:
   * at the end it is the only one. That it opens was seen just before.
   */
  public Report confirm(KeyOwner owner, SlotKey key) throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    VolumeToken current = volume.check(owner, key);
    if (current.pending().isPresent()) {
      Header header = volume.header();
      int number =
          volume.tokens().stream()
              .filter(stored -> stored.value().equals(current))
              .findFirst()
              .orElseThrow()
              .number();
      List<Token> tokens =
          new ArrayList<>(
              header.metadata().tokens().values().stream()
                  .filter(token -> token.number() != number)
                  .toList());
      try (VolumeSecret secret = VolumeSecret.of(key.key(), header.uuid())) {
        tokens.add(current.confirmed().seal(number, secret, header));
      }
      List<Keyslot> slots = List.copyOf(header.metadata().keyslots().values());
      writer().replace(HeaderWriter.next(header, slots, tokens));
      VolumeToken _ = Volume.read(disk, cryptsetup, random).check(owner, key);
    }
    List<Integer> removed =
        remove(
            token ->
                token.keyslot() != current.keyslot()
                    && owner.volume().equals(token.volume())
                    && token.source().derived().isPresent());
    return verify(
        owner,
        List.of(NewSlot.of(key)),
        current.pending().isPresent() || !removed.isEmpty(),
        removed);
  }

  private HeaderWriter writer() {
    return new HeaderWriter(disk, random);
  }

  /** Whether the key has a slot already that it opens. */
  private static boolean opens(Volume volume, KeyOwner owner, SlotKey key) {
    try {
      VolumeToken _ = volume.check(owner, key);
      return true;
    } catch (VolumeException _) {
      return false;
    }
  }

  /** Reads the disk again and opens what was written. */
  private Report verify(KeyOwner owner, List<NewSlot> slots, boolean changed, List<Integer> removed)
      throws VolumeException {
    Volume written = Volume.read(disk, cryptsetup, random);
    List<VolumeToken> tokens = new ArrayList<>();
    for (NewSlot slot : slots) {
      tokens.add(written.check(owner, slot.key()));
    }
    return new Report(written.header().uuid(), tokens, changed, removed);
  }

  private void add(
      Volume volume, KeyOwner owner, NewSlot slot, Opening opening, Optional<Path> backup)
      throws VolumeException {
    Header header = volume.header();
    HeaderWriter.checkRoom(header.metadata());
    if (backup.isPresent()) {
      HeaderBackup.write(backup.get(), disk, header.bytes());
    }
    try (VolumeSecret secret = VolumeSecret.of(slot.key().key(), header.uuid());
        MemoryFile memory = MemoryFile.of(header.withoutTokens(), disk, random)) {
      switch (opening) {
        case Opening.Passphrase(SecretBytes passphrase) ->
            cryptsetup.addSlot(memory, Cryptsetup.ANY_SLOT, passphrase, secret.passphrase());
        case Opening.Slot(SlotKey key) -> {
          try (VolumeSecret old = VolumeSecret.of(key.key(), header.uuid())) {
            int number = volume.check(owner, key).keyslot();
            cryptsetup.addSlot(memory, number, old.passphrase(), secret.passphrase());
          }
        }
      }
      Keyslot made = only(header.added(Header.read(memory)));
      List<Keyslot> others = List.copyOf(header.metadata().keyslots().values());
      Header next = with(header, others, made, owner, slot);
      writer().writeArea(memory, made);
      writer().replace(next);
    }
  }

  /** Adds a slot to a header in memory. */
  private Header with(
      Header header, SecretBytes existing, MemoryFile memory, KeyOwner owner, NewSlot slot)
      throws VolumeException {
    try (VolumeSecret secret = VolumeSecret.of(slot.key().key(), header.uuid())) {
      cryptsetup.addSlot(memory, Cryptsetup.ANY_SLOT, existing, secret.passphrase());
    }
    Keyslot made = only(header.added(Header.read(memory)));
    List<Keyslot> others = List.copyOf(header.metadata().keyslots().values());
    return with(header, others, made, owner, slot);
  }

  /** Adds a slot without a token to a header in memory. */
  private Header with(
      Header header, SecretBytes existing, MemoryFile memory, SecretBytes passphrase)
      throws VolumeException {
    cryptsetup.addPassphrase(memory, Cryptsetup.ANY_SLOT, existing, passphrase);
    List<Keyslot> slots = new ArrayList<>(header.metadata().keyslots().values());
    slots.add(only(header.added(Header.read(memory))));
    return HeaderWriter.next(header, slots, List.copyOf(header.metadata().tokens().values()));
  }

  /** The next header, with one slot and its token more. */
  private static Header with(
      Header header, List<Keyslot> others, Keyslot made, KeyOwner owner, NewSlot slot)
      throws VolumeException {
    Metadata metadata = header.metadata();
    List<Keyslot> slots = new ArrayList<>(others);
    slots.add(made);
    Header bare = header.next(metadata.with(slots, metadata.tokens().values()));
    VolumeToken token =
        new VolumeToken(slot.key().source(), owner.volume(), made.number(), slot.pending());
    List<Token> tokens = new ArrayList<>(metadata.tokens().values());
    try (VolumeSecret secret = VolumeSecret.of(slot.key().key(), header.uuid())) {
      tokens.add(token.seal(HeaderWriter.freeNumber(tokens), secret, bare));
    }
    return HeaderWriter.next(header, slots, tokens);
  }

  static Keyslot only(List<Keyslot> slots) throws VolumeException {
    if (slots.size() != 1) {
      throw new VolumeException(
          VolumeFault.LIBRARY_FAILED, "%d slots came about".formatted(slots.size()));
    }
    return slots.getFirst();
  }

  /** Removes the slots that tokens speak of, with the tokens. */
  private List<Integer> remove(Predicate<VolumeToken> old) throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    List<Stored> gone = volume.tokens().stream().filter(token -> old.test(token.value())).toList();
    if (gone.isEmpty()) {
      return List.of();
    }
    Set<Integer> numbers = gone.stream().map(Stored::number).collect(Collectors.toSet());
    Set<Integer> slots =
        gone.stream().map(token -> token.value().keyslot()).collect(Collectors.toSet());
    writer()
        .remove(
            volume.header(),
            slots,
            volume.header().metadata().tokens().values().stream()
                .filter(token -> !numbers.contains(token.number()))
                .toList());
    return slots.stream().sorted().toList();
  }
}
