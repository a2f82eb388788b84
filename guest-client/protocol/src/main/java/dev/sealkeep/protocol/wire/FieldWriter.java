package dev.sealkeep.protocol.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds the input of a digest: each field is a u32 big-endian length followed by its bytes, so
 * that no two lists of fields have the same encoding.
 */
public final class FieldWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /** Appends a field of bytes. */
  public FieldWriter field(byte[] value) {
    u32(value.length);
    out.writeBytes(value);
    return this;
  }

  /** Appends a field of UTF-8. */
  public FieldWriter field(String value) {
    return field(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends a field of two bytes, an unsigned big-endian number. */
  public FieldWriter fieldU16(int value) {
    return field(new byte[] {(byte) (value >>> 8), (byte) value});
  }

  /** Appends a field of eight bytes, a big-endian number. */
  public FieldWriter fieldU64(long value) {
    return field(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /** Appends four bytes without a length, an unsigned big-endian number. */
  public FieldWriter u32(long value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /** Returns what was written. */
  public byte[] toBytes() {
    return out.toByteArray();
  }
}
