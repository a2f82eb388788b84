package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;

/** The sizes of sealing keys, and new ones. */
public final class SealingKeys {
  /** The shortest that may be imported, in bytes. */
  public static final int MIN_BYTES = 16;

  /** The longest that may be imported, in bytes. */
  public static final int MAX_BYTES = 512;

  /** The size of a generated one, in bytes. */
  public static final int DEFAULT_BYTES = 32;

  /** The size of a generated one for ciphers with two keys, such as AES-256-XTS, in bytes. */
  public static final int DOUBLE_BYTES = 64;

  private SealingKeys() {}

  /** Whether a sealing key may be of that size. */
  public static boolean accepts(int bytes) {
    return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
  }

  /**
   * Makes a sealing key of {@link #DEFAULT_BYTES} or {@link #DOUBLE_BYTES} random bytes.
   *
   * @throws IllegalArgumentException for any other size
   */
  public static SecretBytes generate(SecureRandom random, int bytes) {
    if (bytes != DEFAULT_BYTES && bytes != DOUBLE_BYTES) {
      throw new IllegalArgumentException("generated sealing keys have 32 or 64 bytes");
    }
    return SecretBytes.random(random, bytes);
  }
}
