package dev.sealkeep.agent.device.tpm;

import java.util.Arrays;

/** Writes big-endian integers and sized buffers, the TPM's own encoding. */
final class TpmBytes {
  private static final int FIRST_BYTES = 256;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  TpmBytes u8(int value) {
    grow(1);
    bytes[length++] = (byte) value;
    return this;
  }

  TpmBytes u16(int value) {
    return u8(value >> 8).u8(value);
  }

  TpmBytes u32(int value) {
    return u16(value >> 16).u16(value);
  }

  TpmBytes raw(byte[] value) {
    grow(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** A TPM2B: a u16 size and that many bytes. */
  TpmBytes sized(byte[] value) {
    return u16(value.length).raw(value);
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
