package dev.sealkeep.protocol.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The JDK's digests, which every Java platform must have. */
final class Sha {
  private Sha() {}

  static MessageDigest sha256() {
    return instance("SHA-256");
  }

  static MessageDigest sha512() {
    return instance("SHA-512");
  }

  private static MessageDigest instance(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
