package dev.sealkeep.evidence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a binary structure of unknown origin from its start. Reading past the end never throws: it
 * yields zeros, and from then on {@link #isWhole} is false, so that a reader asks once, at the end.
 * Not safe for use by several threads.
 */
public final class ByteCursor {
  private static final byte[] NOTHING = {};

  private final ByteBuffer buffer;
  private boolean overrun;

  private ByteCursor(byte[] bytes, int offset, ByteOrder order) {
    this.buffer = ByteBuffer.wrap(bytes).order(order).position(Math.min(offset, bytes.length));
    this.overrun = offset > bytes.length;
  }

  /** A cursor over big-endian integers, as TPM structures have. */
  public static ByteCursor bigEndian(byte[] bytes) {
    return new ByteCursor(bytes, 0, ByteOrder.BIG_ENDIAN);
  }

  /** A cursor over little-endian integers, as event logs have, from an offset on. */
  public static ByteCursor littleEndian(byte[] bytes, int offset) {
    return new ByteCursor(bytes, offset, ByteOrder.LITTLE_ENDIAN);
  }

  private boolean has(long count) {
    if (count < 0 || count > buffer.remaining()) {
      overrun = true;
      buffer.position(buffer.limit());
    }
    return !overrun;
  }

  /** An unsigned 8-bit integer. */
  public int u8() {
    return has(1) ? Byte.toUnsignedInt(buffer.get()) : 0;
  }

  /** An unsigned 16-bit integer. */
  public int u16() {
    return has(2) ? Short.toUnsignedInt(buffer.getShort()) : 0;
  }

  /** An unsigned 32-bit integer. */
  public long u32() {
    return has(4) ? Integer.toUnsignedLong(buffer.getInt()) : 0;
  }

  /** A 64-bit integer; unsigned ones above {@link Long#MAX_VALUE} come out negative. */
  public long u64() {
    return has(8) ? buffer.getLong() : 0;
  }

  /** That many bytes, copied; none where there are fewer left. */
  public byte[] bytes(long count) {
    if (!has(count)) {
      return NOTHING;
    }
    byte[] copy = new byte[(int) count];
    buffer.get(copy);
    return copy;
  }

  /** A 16-bit length and that many bytes, a TPM2B. */
  public byte[] sized() {
    return bytes(u16());
  }

  /** The offset of the next byte. */
  public int position() {
    return buffer.position();
  }

  /** How many bytes are left. */
  public int remaining() {
    return buffer.remaining();
  }

  /** Whether nothing was read past the end. */
  public boolean isWhole() {
    return !overrun;
  }

  /** Whether everything was read and nothing past the end. */
  public boolean isAtEnd() {
    return !overrun && !buffer.hasRemaining();
  }
}
