package dev.sealkeep.protocol.hpke;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key schedule of base mode (RFC 9180, section 5.1) for HKDF-SHA256, without the exporter.
 * Closing wipes the key.
 */
final class KeySchedule implements AutoCloseable {
  private static final byte[] NOTHING = {};
  private static final byte MODE_BASE = 0;
  private static final int NONCE_BYTES = 12;
  private static final byte[] VERSION = "HPKE-v1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] key;
  private final byte[] baseNonce;

  private KeySchedule(byte[] key, byte[] baseNonce) {
    this.key = key;
    this.baseNonce = baseNonce;
  }

  /** Derives from the KEM's shared secret, which the caller wipes. */
  static KeySchedule derive(HpkeSuite suite, byte[] sharedSecret, byte[] info)
      throws GeneralSecurityException {
    KDF hkdf = KDF.getInstance("HKDF-SHA256");
    byte[] suiteId = suite.id();
    byte[] context =
        join(
            new byte[] {MODE_BASE},
            extract(hkdf, suiteId, NOTHING, "psk_id_hash", NOTHING),
            extract(hkdf, suiteId, NOTHING, "info_hash", info));
    // The shared secret is the salt, and the empty pre-shared key the input.
    byte[] secret = extract(hkdf, suiteId, sharedSecret, "secret", NOTHING);
    try {
      return new KeySchedule(
          expand(hkdf, suiteId, secret, "key", context, suite.keyBytes()),
          expand(hkdf, suiteId, secret, "base_nonce", context, NONCE_BYTES));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The AEAD key itself, not a copy. */
  byte[] key() {
    return key;
  }

  /** The nonce of the first message, which is the only one. */
  byte[] baseNonce() {
    return baseNonce;
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
    Arrays.fill(baseNonce, (byte) 0);
  }

  private static byte[] extract(KDF hkdf, byte[] suiteId, byte[] salt, String label, byte[] ikm)
      throws GeneralSecurityException {
    HKDFParameterSpec.Builder builder =
        HKDFParameterSpec.ofExtract().addIKM(join(VERSION, suiteId, ascii(label), ikm));
    if (salt.length > 0) {
      builder.addSalt(salt);
    }
    return hkdf.deriveData(builder.extractOnly());
  }

  private static byte[] expand(
      KDF hkdf, byte[] suiteId, byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] size = {(byte) (length >>> 8), (byte) length};
    byte[] labeled = join(size, VERSION, suiteId, ascii(label), context);
    return hkdf.deriveData(
        HKDFParameterSpec.expandOnly(new SecretKeySpec(secret, "Generic"), labeled, length));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
