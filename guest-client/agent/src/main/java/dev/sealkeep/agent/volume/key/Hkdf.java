package dev.sealkeep.agent.volume.key;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** HKDF with SHA-256 (RFC 5869) without a salt. */
final class Hkdf {
  private Hkdf() {}

  /**
   * Derives a secret.
   *
   * @param input one or more parts, which are taken one behind the other
   */
  static SecretBytes derive(byte[] info, int bytes, byte[]... input) {
    HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract();
    for (byte[] part : input) {
      extract.addIKM(part);
    }
    try {
      return SecretBytes.owning(
          KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, bytes)));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no HKDF-SHA256", broken);
    }
  }
}
