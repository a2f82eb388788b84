package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.util.Arrays;
import java.util.Optional;

/** A SHA-256 (32 bytes) or SHA-512 (64 bytes) digest as a value. */
public final class Digest {
  /** The size of a SHA-256 digest. */
  public static final int SHA256_BYTES = 32;

  /** The size of a SHA-512 digest. */
  public static final int SHA512_BYTES = 64;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies 32 or 64 bytes; any other length is an {@link IllegalArgumentException}. */
  public static Digest of(byte[] bytes) {
    return parse(bytes)
        .orElseThrow(() -> new IllegalArgumentException("a digest has 32 or 64 bytes"));
  }

  /** Returns the digest, or empty for any other length than 32 or 64. For untrusted input. */
  public static Optional<Digest> parse(byte[] bytes) {
    return bytes.length == SHA256_BYTES || bytes.length == SHA512_BYTES
        ? Optional.of(new Digest(bytes.clone()))
        : Optional.empty();
  }

  /** Hashes the concatenation of {@code parts} with SHA-256. */
  public static Digest sha256(byte[]... parts) {
    return new Digest(Sha2.sha256(parts));
  }

  /** Hashes the concatenation of {@code parts} with SHA-512. */
  public static Digest sha512(byte[]... parts) {
    return new Digest(Sha2.sha512(parts));
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The number of bytes: 32 or 64. */
  public int length() {
    return bytes.length;
  }

  /** Lower-case hexadecimal digits. */
  public String hex() {
    return LowerHex.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
