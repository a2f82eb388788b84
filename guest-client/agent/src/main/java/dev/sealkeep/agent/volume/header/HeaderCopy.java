package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import java.util.List;
import java.util.Optional;

/**
 * The copy of a header that counts, its metadata not yet looked at.
 *
 * @param binary the binary part
 * @param json the JSON part: a text and zeros behind it
 * @param intactCopies how many of the two copies are intact and of this sequence number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeaderCopy(BinaryHeader binary, byte[] json, int intactCopies) {
  /**
   * Reads both copies, each once.
   *
   * @throws VolumeException with {@link VolumeFault#HEADER_ABSENT}, {@link
   *     VolumeFault#HEADER_VERSION} or {@link VolumeFault#HEADER_DAMAGED}
   */
  static HeaderCopy newest(Header.Source disk) throws VolumeException {
    BinaryHeader.Magic magic = BinaryHeader.magic(disk.read(0, BinaryHeader.BYTES), 0);
    Optional<Copy> primary = copy(disk, 0);
    Optional<Copy> secondary = Optional.empty();
    if (primary.isPresent()) {
      secondary = copy(disk, primary.get().binary().headerBytes());
    } else {
      long place = BinaryHeader.LEAST_HEADER_BYTES;
      while (secondary.isEmpty() && place <= BinaryHeader.MOST_HEADER_BYTES) {
        secondary = copy(disk, place);
        place *= 2;
      }
    }
    Copy chosen = choose(primary, secondary, magic);
    int alike =
        (int)
            List.of(primary, secondary).stream()
                .flatMap(Optional::stream)
                .filter(copy -> copy.binary().sequence() == chosen.binary().sequence())
                .count();
    return new HeaderCopy(chosen.binary(), BinaryHeader.json(chosen.bytes()), alike);
  }

  private static Copy choose(
      Optional<Copy> primary, Optional<Copy> secondary, BinaryHeader.Magic magic)
      throws VolumeException {
    if (primary.isPresent() && secondary.isPresent()) {
      return secondary.get().binary().sequence() > primary.get().binary().sequence()
          ? secondary.get()
          : primary.get();
    }
    Optional<Copy> only = primary.or(() -> secondary);
    if (only.isPresent()) {
      return only.get();
    }
    throw switch (magic) {
      case LUKS2 -> new VolumeException(VolumeFault.HEADER_DAMAGED, "neither is intact");
      case OTHER_VERSION -> new VolumeException(VolumeFault.HEADER_VERSION, "it is not LUKS2");
      case NONE -> new VolumeException(VolumeFault.HEADER_ABSENT, "no LUKS2 header was found");
    };
  }

  /** An intact copy. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Copy(BinaryHeader binary, byte[] bytes) {}

  private static Optional<Copy> copy(Header.Source disk, long offset) throws VolumeException {
    Optional<BinaryHeader> first =
        BinaryHeader.parse(disk.read(offset, BinaryHeader.BYTES), offset);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int length = first.get().headerBytes();
    byte[] bytes = disk.read(offset, length);
    // Read anew: a host may have changed the disk between the two.
    return BinaryHeader.parse(bytes, offset)
        .filter(binary -> binary.headerBytes() == length && bytes.length == length)
        .filter(_ -> BinaryHeader.intact(bytes))
        .map(binary -> new Copy(binary, bytes));
  }
}
