package dev.sealkeep.protocol.hpke;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem) over an ML-KEM-768 pair and an X25519 pair made
 * independently: a sender cannot tell them from a pair grown from one seed, and the pair never
 * leaves this process.
 *
 * <p>Public key: ML-KEM encapsulation key (1184) ‖ X25519 key (32). Encapsulation: ML-KEM
 * ciphertext (1088) ‖ ephemeral X25519 key (32).
 */
final class XWing implements Decapsulator {
  private static final int ML_KEM_PUBLIC_BYTES = 1184;
  private static final int ML_KEM_CIPHERTEXT_BYTES = 1088;

  /** The label of the combiner, which stands last. */
  private static final byte[] LABEL = HexFormat.of().parseHex("5c2e2f2f5e5c");

  private final KeyPair mlKem;
  private final KeyPair x25519;
  private final byte[] publicKey;

  XWing(KeyPair mlKem, KeyPair x25519) {
    this.mlKem = mlKem;
    this.x25519 = x25519;
    byte[] spki = mlKem.getPublic().getEncoded();
    this.publicKey = new byte[ML_KEM_PUBLIC_BYTES + X25519Encoding.BYTES];
    System.arraycopy(spki, spki.length - ML_KEM_PUBLIC_BYTES, publicKey, 0, ML_KEM_PUBLIC_BYTES);
    byte[] raw = X25519Encoding.raw(x25519.getPublic());
    System.arraycopy(raw, 0, publicKey, ML_KEM_PUBLIC_BYTES, raw.length);
  }

  @Override
  public byte[] publicKey() {
    return publicKey;
  }

  @Override
  public byte[] decapsulate(byte[] enc) throws GeneralSecurityException {
    byte[] ciphertext = Arrays.copyOf(enc, ML_KEM_CIPHERTEXT_BYTES);
    byte[] ephemeral = Arrays.copyOfRange(enc, ML_KEM_CIPHERTEXT_BYTES, enc.length);
    byte[] mlKemSecret = mlKemSecret(ciphertext);
    byte[] x25519Secret = {};
    try {
      x25519Secret = x25519Secret(ephemeral);
      MessageDigest combiner = MessageDigest.getInstance("SHA3-256");
      combiner.update(mlKemSecret);
      combiner.update(x25519Secret);
      combiner.update(ephemeral);
      combiner.update(publicKey, ML_KEM_PUBLIC_BYTES, X25519Encoding.BYTES);
      combiner.update(LABEL);
      return combiner.digest();
    } finally {
      Arrays.fill(mlKemSecret, (byte) 0);
      Arrays.fill(x25519Secret, (byte) 0);
    }
  }

  /** A wrong ciphertext yields another secret, not an error: the AEAD tag is what fails. */
  private byte[] mlKemSecret(byte[] ciphertext) throws GeneralSecurityException {
    SecretKey secret =
        KEM.getInstance("ML-KEM-768").newDecapsulator(mlKem.getPrivate()).decapsulate(ciphertext);
    try {
      return secret.getEncoded();
    } finally {
      Wiping.destroy(secret);
    }
  }

  private byte[] x25519Secret(byte[] ephemeral) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(x25519.getPrivate());
    agreement.doPhase(X25519Encoding.key(ephemeral), true);
    return agreement.generateSecret();
  }

  @Override
  public void close() {
    Wiping.destroy(mlKem.getPrivate());
    Wiping.destroy(x25519.getPrivate());
  }
}
