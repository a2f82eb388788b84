package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of a TPM, in software. */
final class Digests {
  private Digests() {}

  static byte[] of(PcrBank hash, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(hash.javaName());
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
