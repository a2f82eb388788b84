package dev.sealkeep.cli.json;

import dev.sealkeep.protocol.wire.LowerHex;
import java.util.Arrays;

/** Public bytes with value equality. */
public final class Octets {
  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Octets of(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** A copy of {@code count} bytes from {@code offset}; they must be there. */
  public byte[] slice(int offset, int count) {
    return Arrays.copyOfRange(bytes, offset, offset + count);
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return LowerHex.encode(bytes);
  }
}
