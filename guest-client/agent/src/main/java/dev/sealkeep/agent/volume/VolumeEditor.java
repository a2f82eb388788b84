package dev.sealkeep.agent.volume;

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
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Gives volumes slots for a key of the escrow, and takes old ones away.
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
public record VolumeEditor(Disk disk, Cryptsetup cryptsetup, RandomGenerator random) {
  private static final int MOST_NUMBER = 31;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int LEAST_DATA_BYTES = 1 << 20;
  private static final int LARGE_SECTOR = 4096;
  private static final int SMALL_SECTOR = 512;

  /**
   * What was done.
   *
   * @param uuid the volume
   * @param token the token of the slot that opens now
   * @param changed whether the slot is new
   * @param removed numbers of slots that were removed
   */
  public record Report(UUID uuid, VolumeToken token, boolean changed, List<Integer> removed) {
    /** Copies the list. */
    public Report {
      removed = List.copyOf(removed);
    }
  }

  /**
   * Makes a new volume with one slot.
   *
   * @param erase whether a disk that is not blank is overwritten
   * @param backup a new file for a backup of the header, written before the disk
   */
  public Report format(KeyOwner owner, ReleasedKey released, boolean erase, Path backup)
      throws VolumeException {
    boolean blank = checkForFormat(erase);
    long size = disk.size();
    UUID uuid = UUID.randomUUID();
    int sector = size % LARGE_SECTOR == 0 ? LARGE_SECTOR : SMALL_SECTOR;
    try (VolumeSecret secret = VolumeSecret.of(released.key(), uuid);
        MemoryFile memory = cryptsetup.format(uuid, sector, secret.passphrase())) {
      Header made = Header.read(memory);
      Keyslot slot = only(made.metadata().keyslots().values().stream().toList());
      Header header =
          with(made, List.of(), slot, owner.token(released.version(), slot.number()), secret);
      try (MemoryFile image = MemoryFile.of(header, memory, random)) {
        HeaderBackup.write(backup, image, header.bytes());
      }
      if (!blank) {
        eraseBeginning();
      }
      writeArea(memory, slot);
      writeHeader(header);
    }
    return verify(owner, released, true, List.of());
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
   * Gives a volume that is there a slot for the key.
   *
   * @param passphrase of a slot that is there
   * @param backup a new file for a backup of the header as it is
   */
  public Report enroll(KeyOwner owner, ReleasedKey released, SecretBytes passphrase, Path backup)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    if (opens(volume, owner, released)) {
      return verify(owner, released, false, List.of());
    }
    add(volume, owner, released, new Opening.Passphrase(passphrase), Optional.of(backup));
    return verify(owner, released, true, List.of());
  }

  /**
   * Gives a volume a slot for a new version of its key and removes the slots of older ones. What an
   * interrupted run left undone is done too.
   *
   * @param opening what opens the volume, unless the new version has a slot already
   * @param backup a new file for a backup of the header as it is
   */
  public Report rotate(
      KeyOwner owner, ReleasedKey released, Optional<Opening> opening, Optional<Path> backup)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    List<Stored> _ = volume.tokensOf(owner);
    boolean there = opens(volume, owner, released);
    if (!there) {
      if (opening.isEmpty()) {
        // Says which versions there are.
        Stored _ = volume.verified(owner, released);
        throw new VolumeException(VolumeFault.SLOT_REFUSED, "the slot of this version");
      }
      add(volume, owner, released, opening.get(), backup);
    }
    VolumeToken current = verify(owner, released, true, List.of()).token();
    List<Integer> removed = removeOlder(owner, current);
    return verify(owner, released, !there, removed);
  }

  /** Whether the key has a slot already that it opens. */
  private static boolean opens(Volume volume, KeyOwner owner, ReleasedKey released) {
    try {
      VolumeToken _ = volume.check(owner, released);
      return true;
    } catch (VolumeException _) {
      return false;
    }
  }

  /** Reads the disk again and opens what was written. */
  private Report verify(
      KeyOwner owner, ReleasedKey released, boolean changed, List<Integer> removed)
      throws VolumeException {
    Volume written = Volume.read(disk, cryptsetup, random);
    VolumeToken token = written.check(owner, released);
    return new Report(written.header().uuid(), token, changed, removed);
  }

  private void add(
      Volume volume, KeyOwner owner, ReleasedKey released, Opening opening, Optional<Path> backup)
      throws VolumeException {
    Header header = volume.header();
    if (header.metadata().keyslots().size() > MOST_NUMBER) {
      throw new VolumeException(VolumeFault.SLOT_FULL, "all 32 are used");
    }
    if (backup.isPresent()) {
      HeaderBackup.write(backup.get(), disk, header.bytes());
    }
    try (VolumeSecret secret = VolumeSecret.of(released.key(), header.uuid());
        MemoryFile memory = MemoryFile.of(header.withoutTokens(), disk, random)) {
      switch (opening) {
        case Opening.Passphrase(SecretBytes passphrase) ->
            cryptsetup.addSlot(memory, Cryptsetup.ANY_SLOT, passphrase, secret.passphrase());
        case Opening.OldKey(SecretBytes key) -> {
          try (VolumeSecret old = VolumeSecret.of(key, header.uuid())) {
            int slot = volume.verified(volume.tokensOf(owner), old).value().keyslot();
            cryptsetup.addSlot(memory, slot, old.passphrase(), secret.passphrase());
          }
        }
      }
      Keyslot slot = only(header.added(Header.read(memory)));
      VolumeToken token = owner.token(released.version(), slot.number());
      List<Keyslot> others = List.copyOf(header.metadata().keyslots().values());
      Header next = with(header, others, slot, token, secret);
      writeArea(memory, slot);
      writeHeader(next);
    }
  }

  /** The next header, with one slot and its token more. */
  private static Header with(
      Header header, List<Keyslot> others, Keyslot slot, VolumeToken token, VolumeSecret secret)
      throws VolumeException {
    Metadata metadata = header.metadata();
    List<Keyslot> slots = new ArrayList<>(others);
    slots.add(slot);
    Header bare = header.next(metadata.with(slots, metadata.tokens().values()));
    List<Token> tokens = new ArrayList<>(metadata.tokens().values());
    tokens.add(token.seal(freeNumber(metadata.tokens()), secret, bare));
    Header next = header.next(metadata.with(slots, tokens));
    if (!next.fits()) {
      throw new VolumeException(VolumeFault.SLOT_FULL, "the metadata do not fit any more");
    }
    return next;
  }

  private static int freeNumber(Map<Integer, Token> tokens) throws VolumeException {
    for (int number = 0; number <= MOST_NUMBER; number++) {
      if (!tokens.containsKey(number)) {
        return number;
      }
    }
    throw new VolumeException(VolumeFault.SLOT_FULL, "all 32 tokens are used");
  }

  private static Keyslot only(List<Keyslot> slots) throws VolumeException {
    if (slots.size() != 1) {
      throw new VolumeException(
          VolumeFault.LIBRARY_FAILED, "%d slots came about".formatted(slots.size()));
    }
    return slots.getFirst();
  }

  /** Removes the slots of older versions of the same key, but never the one that opens. */
  private List<Integer> removeOlder(KeyOwner owner, VolumeToken current) throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    List<Stored> old =
        volume.tokensOf(owner).stream()
            .filter(token -> token.value().keyVersion() < current.keyVersion())
            .filter(token -> token.value().keyslot() != current.keyslot())
            .toList();
    if (old.isEmpty()) {
      return List.of();
    }
    Set<Integer> slots = new HashSet<>();
    Set<Integer> tokens = new HashSet<>();
    Metadata metadata = volume.header().metadata();
    for (Stored token : old) {
      tokens.add(token.number());
      if (slots.add(token.value().keyslot())) {
        overwriteArea(metadata, token.value().keyslot());
      }
    }
    List<Token> keptTokens =
        metadata.tokens().values().stream()
            .filter(token -> !tokens.contains(token.number()))
            .map(token -> token.without(slots))
            .toList();
    List<Keyslot> keptSlots =
        metadata.keyslots().values().stream()
            .filter(slot -> !slots.contains(slot.number()))
            .toList();
    writeHeader(volume.header().next(metadata.with(keptSlots, keptTokens)));
    return slots.stream().sorted().toList();
  }

  private void overwriteArea(Metadata metadata, int number) throws VolumeException {
    Keyslot slot = metadata.keyslots().get(number);
    if (slot != null) {
      byte[] noise = new byte[(int) slot.area().bytes()];
      random.nextBytes(noise);
      disk.write(slot.area().offset(), noise);
      disk.flush();
    }
  }

  private void writeArea(MemoryFile memory, Keyslot slot) throws VolumeException {
    disk.write(slot.area().offset(), memory.read(slot.area().offset(), (int) slot.area().bytes()));
    disk.flush();
  }

  /** Writes first the copy that does not count, so that one is always whole. */
  private void writeHeader(Header header) throws VolumeException {
    List<byte[]> copies = header.encode(random);
    boolean firstCounts = header.binary().offset() == 0;
    for (int copy : firstCounts ? new int[] {1, 0} : new int[] {0, 1}) {
      disk.write((long) copy * header.binary().headerBytes(), copies.get(copy));
      disk.flush();
    }
  }
}
