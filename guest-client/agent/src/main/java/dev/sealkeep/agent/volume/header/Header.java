package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A volume's header as it was read once and checked. Of its two copies on the disk the one counts
 * that libcryptsetup takes: intact, with the larger sequence number, and of equals the first. But
 * where libcryptsetup turns to the second copy because the first has metadata that it does not
 * like, the volume is refused here.
 *
 * @param binary the binary part of the copy that counts
 * @param metadata its JSON part
 * @param intactCopies how many of the two copies are intact and of that sequence number
 */
public record Header(BinaryHeader binary, Metadata metadata, int intactCopies) {
  private static final int SALT_BYTES = 64;

  /** Reads bytes of a disk. */
  @FunctionalInterface
  public interface Source {
    /** The bytes at a place; fewer where the disk ends. */
    byte[] read(long offset, int length) throws VolumeException;
  }

  /**
   * Reads both copies, each once.
   *
   * @throws VolumeException with the fault, if there is no header or one that is not allowed
   */
  public static Header read(Source disk) throws VolumeException {
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
    return new Header(
        chosen.binary(),
        Metadata.read(BinaryHeader.json(chosen.bytes()), chosen.binary().headerBytes()),
        alike);
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

  private static Optional<Copy> copy(Source disk, long offset) throws VolumeException {
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

  /** The volume's UUID. */
  public UUID uuid() {
    return binary.uuid();
  }

  /** Length of both copies and all slots' areas, from the disk's beginning on. */
  public long bytes() {
    return 2L * binary.headerBytes() + metadata.keyslotsBytes();
  }

  /** The same header with other metadata and the next sequence number. */
  public Header next(Metadata changed) {
    return new Header(binary.at(binary.offset(), binary.sequence() + 1), changed, intactCopies);
  }

  /** Whether the metadata fit into the JSON part. */
  public boolean fits() {
    return metadata.encode().length < binary.headerBytes() - BinaryHeader.BYTES;
  }

  /** Both copies, the first and the second, as they are written to a disk or to private memory. */
  public List<byte[]> encode(RandomGenerator random) {
    byte[] json = metadata.encode();
    return List.of(encode(json, 0, random), encode(json, binary.headerBytes(), random));
  }

  private byte[] encode(byte[] json, long place, RandomGenerator random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return binary.at(place, binary.sequence()).encode(json, salt);
  }

  /** This header reduced to one slot and no token: all that opening it needs. */
  public Header only(Keyslot slot) {
    return new Header(binary, metadata.with(List.of(slot), List.of()), intactCopies);
  }

  /** This header without tokens. */
  public Header withoutTokens() {
    return new Header(binary, metadata.with(metadata.keyslots().values(), List.of()), intactCopies);
  }

  /** The slots that are in {@code changed} and not here. */
  public List<Keyslot> added(Header changed) {
    return changed.metadata().keyslots().values().stream()
        .filter(slot -> !metadata.keyslots().containsKey(slot.number()))
        .toList();
  }

  /** Whether bytes are nothing but zeros. */
  public static boolean blank(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
