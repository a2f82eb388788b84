package dev.sealkeep.agent.device.report;

import dev.sealkeep.protocol.wire.LowerHex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A TCB_VERSION: the security versions of a processor's firmware, one byte each. Which byte stands
 * for which part differs by product (AMD 56860, TCB_VERSION tables), so that it is only ever
 * compared byte by byte: the number as a whole has no order.
 *
 * @param littleEndian its {@value #BYTES} bytes as they stand in a report, as a little-endian
 *     number
 */
public record TcbVersion(long littleEndian) {
  /** The length. */
  public static final int BYTES = Long.BYTES;

  /** Every part at its first version. */
  public static final TcbVersion ZERO = new TcbVersion(0);

  /** Reads {@value #BYTES} bytes at a place. */
  static TcbVersion at(byte[] report, int offset) {
    return new TcbVersion(ByteBuffer.wrap(report).order(ByteOrder.LITTLE_ENDIAN).getLong(offset));
  }

  /**
   * Reads 16 lower-case hex digits, the bytes in the report's order; empty if it is something else.
   */
  public static Optional<TcbVersion> parse(String hex) {
    return LowerHex.decode(hex).filter(bytes -> bytes.length == BYTES).map(bytes -> at(bytes, 0));
  }

  /** The bytes in the report's order. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(littleEndian).array();
  }

  /** The bytes as {@link #parse} reads them. */
  public String hex() {
    return LowerHex.encode(bytes());
  }

  /** Whether no part is older than that of another. */
  public boolean atLeast(TcbVersion other) {
    byte[] these = bytes();
    byte[] those = other.bytes();
    for (int i = 0; i < BYTES; i++) {
      if (Byte.toUnsignedInt(these[i]) < Byte.toUnsignedInt(those[i])) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all parts: of two that are in order, the newer one has the larger. */
  public int sum() {
    int sum = 0;
    for (byte part : bytes()) {
      sum += Byte.toUnsignedInt(part);
    }
    return sum;
  }
}
