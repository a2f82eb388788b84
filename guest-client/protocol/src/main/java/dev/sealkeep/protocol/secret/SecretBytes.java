package dev.sealkeep.protocol.secret;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;

/**
 * An array of secret bytes that is wiped on {@link #close()}.
 *
 * <p>Equality is by identity, on purpose: use {@link #sameAs(SecretBytes)}, which takes constant
 * time for equal lengths. After closing, every read throws {@link IllegalStateException}. The
 * garbage collector may have copied the array before it was wiped; SECURITY.md lists that.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] bytes;
  private volatile boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes ownership of {@code bytes}: the caller must not keep a reference. */
  public static SecretBytes owning(byte[] bytes) {
    return new SecretBytes(Objects.requireNonNull(bytes));
  }

  /** Copies {@code bytes}; the caller still has to wipe its own. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Makes {@code length} random bytes. */
  public static SecretBytes random(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new SecretBytes(bytes);
  }

  /** Returns the number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns the array itself, not a copy; it is zeroed when this object is closed. */
  public byte[] bytes(SecretAccess access) {
    Objects.requireNonNull(access);
    if (closed) {
      throw new IllegalStateException("secret bytes were already wiped");
    }
    return bytes;
  }

  /** Compares in time that depends on the lengths alone. */
  public boolean sameAs(SecretBytes other) {
    return MessageDigest.isEqual(bytes(SecretAccess.get()), other.bytes(SecretAccess.get()));
  }

  /** Wipes the bytes. Closing twice does nothing. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Names the type and the length, never the bytes. */
  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + " bytes]";
  }
}
