package dev.sealkeep.agent.device.tpm;

import java.util.Arrays;
import java.util.Optional;

/**
 * Reads big-endian integers and sized buffers from untrusted bytes. What is not there reads as zero
 * or empty and is remembered, so a reader asks once at its end.
 */
final class TpmCursor {
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private int position;
  private boolean whole = true;

  TpmCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return take(1).map(b -> b[0] & 0xFF).orElse(0);
  }

  int u16() {
    return u8() << 8 | u8();
  }

  int u32() {
    return u16() << 16 | u16();
  }

  /** A TPM2B's content. */
  byte[] sized() {
    return take(u16()).orElse(NOTHING);
  }

  /** That many bytes; empty, and remembered, if there are fewer. */
  Optional<byte[]> take(int count) {
    if (count < 0 || count > remaining()) {
      whole = false;
      position = bytes.length;
      return Optional.empty();
    }
    position += count;
    return Optional.of(Arrays.copyOfRange(bytes, position - count, position));
  }

  int remaining() {
    return bytes.length - position;
  }

  /** Whether everything asked for was there. */
  boolean isWhole() {
    return whole;
  }

  /** The same, and nothing is left. */
  boolean isAtEnd() {
    return whole && remaining() == 0;
  }
}
