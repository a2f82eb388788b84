package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.BinaryHeader;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.agent.volume.header.Token;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Writes headers to a disk so that one that opens is there at every moment.
 *
 * @param disk opened to be changed
 * @param random for salts and what old areas are overwritten with
 */
record HeaderWriter(Disk disk, RandomGenerator random) {
  private static final int MOST_NUMBER = 31;

  /** A number that no token has. */
  static int freeNumber(Collection<Token> tokens) throws VolumeException {
    Set<Integer> used = tokens.stream().map(Token::number).collect(Collectors.toSet());
    for (int number = 0; number <= MOST_NUMBER; number++) {
      if (!used.contains(number)) {
        return number;
      }
    }
    throw new VolumeException(VolumeFault.SLOT_FULL, "all 32 tokens are used");
  }

  /** A header that has room for one more slot. */
  static void checkRoom(Metadata metadata) throws VolumeException {
    if (metadata.keyslots().size() > MOST_NUMBER) {
      throw new VolumeException(VolumeFault.SLOT_FULL, "all 32 are used");
    }
  }

  /** The next header, with those slots and tokens. */
  static Header next(Header header, List<Keyslot> slots, List<Token> tokens)
      throws VolumeException {
    Header next = header.next(header.metadata().with(slots, tokens));
    if (!next.fits()) {
      throw new VolumeException(VolumeFault.SLOT_FULL, "the metadata do not fit any more");
    }
    return next;
  }

  /** Writes the area of a slot to a part of the disk that no slot uses yet. */
  void writeArea(MemoryFile memory, Keyslot slot) throws VolumeException {
    disk.write(slot.area().offset(), memory.read(slot.area().offset(), (int) slot.area().bytes()));
    disk.flush();
  }

  /** Writes both copies of the header of a new volume. */
  void create(Header header) throws VolumeException {
    write(header.binary(), header.encode(random));
  }

  /** Writes both copies of a header in place of the one that it was made of. */
  void replace(Header header) throws VolumeException {
    checkFollows(header.binary());
    write(header.binary(), header.encode(random));
  }

  /** The same with the header of a volume in between. */
  void replace(Reencryption header) throws VolumeException {
    checkFollows(header.after().binary());
    write(header.after().binary(), header.encode(random));
  }

  /** Other programs take no notice of this one's lock. */
  private void checkFollows(BinaryHeader next) throws VolumeException {
    BinaryHeader there = Header.newest(disk);
    if (!there.uuid().equals(next.uuid()) || there.sequence() != next.sequence() - 1) {
      throw new VolumeException(VolumeFault.DISK_BUSY, "its header was changed meanwhile");
    }
  }

  /** Writes first the copy that does not count, so that one is always whole. */
  private void write(BinaryHeader binary, List<byte[]> copies) throws VolumeException {
    boolean firstCounts = binary.offset() == 0;
    for (int copy : firstCounts ? new int[] {1, 0} : new int[] {0, 1}) {
      disk.write((long) copy * binary.headerBytes(), copies.get(copy));
      disk.flush();
    }
  }

  /** Overwrites the area of a slot that nothing is to open any more. */
  void overwriteArea(Keyslot slot) throws VolumeException {
    byte[] noise = new byte[(int) slot.area().bytes()];
    random.nextBytes(noise);
    disk.write(slot.area().offset(), noise);
    disk.flush();
  }

  /**
   * Overwrites the areas of slots, and then writes a header without them.
   *
   * @param tokens the tokens that the header keeps, which may still name those slots
   */
  void remove(Header header, Set<Integer> slots, List<Token> tokens) throws VolumeException {
    Metadata metadata = header.metadata();
    List<Keyslot> kept =
        metadata.keyslots().values().stream()
            .filter(slot -> !slots.contains(slot.number()))
            .toList();
    Header next = next(header, kept, tokens.stream().map(token -> token.without(slots)).toList());
    checkFollows(next.binary());
    for (int number : slots.stream().sorted().toList()) {
      Keyslot slot = metadata.keyslots().get(number);
      if (slot != null) {
        overwriteArea(slot);
      }
    }
    replace(next);
  }
}
