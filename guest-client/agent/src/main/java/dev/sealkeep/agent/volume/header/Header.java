package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import java.util.Arrays;
import java.util.List;
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
    HeaderCopy copy = HeaderCopy.newest(disk);
    return new Header(
        copy.binary(),
        Metadata.read(copy.json(), copy.binary().headerBytes()),
        copy.intactCopies());
  }

  /** The binary part of the copy that counts on a disk now, whatever its metadata are. */
  public static BinaryHeader newest(Source disk) throws VolumeException {
    return HeaderCopy.newest(disk).binary();
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
    return encode(metadata.encode(), random);
  }

  List<byte[]> encode(byte[] json, RandomGenerator random) {
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
