package dev.sealkeep.agent.volume.header;

import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The binary part of a LUKS2 header: 4096 bytes, integers big-endian (LUKS2 on-disk format
 * specification 1.1, section 2.1). Nothing here relies on label and subsystem; they are kept for
 * whoever does. The salt, which only makes copies differ, is not.
 *
 * @param headerBytes length of one copy of the header, binary and JSON part together: 16 KiB to 4
 *     MiB, a power of two
 * @param sequence the number that grows with each change
 * @param uuid the volume's UUID
 * @param label a name that anybody chose, without meaning; at most 47 bytes as ISO 8859-1
 * @param subsystem another
 * @param offset where this copy stands on the disk
 */
public record BinaryHeader(
    int headerBytes, long sequence, UUID uuid, String label, String subsystem, long offset) {
  /** The length of the binary part. */
  public static final int BYTES = 4096;

  /** The shortest header. */
  public static final int LEAST_HEADER_BYTES = 16 << 10;

  /** The longest header. */
  public static final int MOST_HEADER_BYTES = 4 << 20;

  private static final byte[] PRIMARY = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
  private static final byte[] SECONDARY = {'S', 'K', 'U', 'L', (byte) 0xba, (byte) 0xbe};
  private static final String CHECKSUM = "sha256";
  private static final int CHECKSUM_BYTES = 32;
  private static final int VERSION_AT = 6;
  private static final int VERSION = 2;
  private static final int SIZE_AT = 8;
  private static final int LABEL_AT = 24;
  private static final int LABEL_CHARS = 48;
  private static final int SEQUENCE_AT = 16;
  private static final int ALGORITHM_AT = 72;
  private static final int ALGORITHM_CHARS = 32;
  private static final int SALT_AT = 104;
  private static final int SALT_BYTES = 64;
  private static final int UUID_AT = 168;
  private static final int UUID_CHARS = 40;
  private static final int SUBSYSTEM_AT = 208;
  private static final int OFFSET_AT = 256;
  private static final int CHECKSUM_AT = 448;
  private static final int CHECKSUM_FIELD_BYTES = 64;

  /** No header that anybody wrote has counted so far; the next number must not overflow. */
  private static final long MOST_SEQUENCE = Long.MAX_VALUE >> 1;

  /** What the first bytes of a disk or of the second copy's place say. */
  public enum Magic {
    /** A header of LUKS2. */
    LUKS2,
    /** A header of LUKS in another version. */
    OTHER_VERSION,
    /** Anything else. */
    NONE
  }

  /** Looks at the first bytes of a copy at {@code offset}. */
  public static Magic magic(byte[] start, long offset) {
    byte[] wanted = offset == 0 ? PRIMARY : SECONDARY;
    if (start.length < VERSION_AT + 2 || !Arrays.equals(start, 0, 6, wanted, 0, 6)) {
      return Magic.NONE;
    }
    return ByteBuffer.wrap(start).getShort(VERSION_AT) == VERSION
        ? Magic.LUKS2
        : Magic.OTHER_VERSION;
  }

  /** Reads the binary part of a copy at {@code offset}; empty if it is none. */
  public static Optional<BinaryHeader> parse(byte[] bytes, long offset) {
    if (bytes.length < BYTES || magic(bytes, offset) != Magic.LUKS2) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    long size = header.getLong(SIZE_AT);
    long sequence = header.getLong(SEQUENCE_AT);
    long stated = header.getLong(OFFSET_AT);
    Optional<UUID> uuid = text(bytes, UUID_AT, UUID_CHARS).flatMap(BinaryHeader::uuid);
    Optional<String> label = text(bytes, LABEL_AT, LABEL_CHARS);
    Optional<String> subsystem = text(bytes, SUBSYSTEM_AT, LABEL_CHARS);
    boolean right =
        size >= LEAST_HEADER_BYTES
            && size <= MOST_HEADER_BYTES
            && Long.bitCount(size) == 1
            && sequence >= 0
            && sequence <= MOST_SEQUENCE
            && stated == offset
            && (offset == 0 || offset == size)
            && label.isPresent()
            && subsystem.isPresent()
            && text(bytes, ALGORITHM_AT, ALGORITHM_CHARS).filter(CHECKSUM::equals).isPresent();
    return right
        ? uuid.map(
            id -> new BinaryHeader((int) size, sequence, id, label.get(), subsystem.get(), offset))
        : Optional.empty();
  }

  /** A text that ends with its first zero byte and has one. */
  private static Optional<String> text(byte[] bytes, int at, int most) {
    int end = at;
    while (end < at + most && bytes[end] != 0) {
      end++;
    }
    return end == at + most
        ? Optional.empty()
        : Optional.of(new String(bytes, at, end - at, StandardCharsets.ISO_8859_1));
  }

  /** A UUID in its one spelling. */
  private static Optional<UUID> uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether a whole copy has the checksum that it states: SHA-256 over all its bytes, those of the
   * checksum as zeros.
   */
  public static boolean intact(byte[] copy) {
    byte[] stated = Arrays.copyOfRange(copy, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_FIELD_BYTES);
    byte[] right = Arrays.copyOf(checksum(copy), CHECKSUM_FIELD_BYTES);
    return MessageDigest.isEqual(stated, right);
  }

  private static byte[] checksum(byte[] copy) {
    byte[] blank = copy.clone();
    Arrays.fill(blank, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_FIELD_BYTES, (byte) 0);
    return Sha2.sha256(blank);
  }

  /** The JSON part of a whole copy. */
  static byte[] json(byte[] copy) {
    return Arrays.copyOfRange(copy, BYTES, copy.length);
  }

  /** The same header at another place and with another number. */
  BinaryHeader at(long place, long number) {
    return new BinaryHeader(headerBytes, number, uuid, label, subsystem, place);
  }

  /**
   * Writes a whole copy.
   *
   * @param json the metadata, which fit
   * @param salt 64 random bytes, which make copies differ
   */
  byte[] encode(byte[] json, byte[] salt) {
    if (json.length >= headerBytes - BYTES || salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("metadata of %d bytes".formatted(json.length));
    }
    ByteBuffer copy = ByteBuffer.allocate(headerBytes);
    copy.put(0, offset == 0 ? PRIMARY : SECONDARY);
    copy.putShort(VERSION_AT, (short) VERSION);
    copy.putLong(SIZE_AT, headerBytes);
    copy.putLong(SEQUENCE_AT, sequence);
    copy.put(ALGORITHM_AT, CHECKSUM.getBytes(StandardCharsets.US_ASCII));
    copy.put(SALT_AT, salt);
    copy.put(UUID_AT, uuid.toString().getBytes(StandardCharsets.US_ASCII));
    copy.put(LABEL_AT, label.getBytes(StandardCharsets.ISO_8859_1));
    copy.put(SUBSYSTEM_AT, subsystem.getBytes(StandardCharsets.ISO_8859_1));
    copy.putLong(OFFSET_AT, offset);
    copy.put(BYTES, json);
    byte[] bytes = copy.array();
    System.arraycopy(checksum(bytes), 0, bytes, CHECKSUM_AT, CHECKSUM_BYTES);
    return bytes;
  }
}
