package dev.sealkeep.protocol.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, SHA-384 and SHA-512 (FIPS 180-4) over parts laid end to end. */
public final class Sha2 {
  private Sha2() {}

  /** Returns 32 bytes. */
  public static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  /** Returns 48 bytes. */
  public static byte[] sha384(byte[]... parts) {
    return digest("SHA-384", parts);
  }

  /** Returns 64 bytes. */
  public static byte[] sha512(byte[]... parts) {
    return digest("SHA-512", parts);
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("this Java has no " + algorithm, broken);
    }
  }
}
