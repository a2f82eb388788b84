package dev.sealkeep.protocol.log;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/** Ed25519 (RFC 8032) over raw keys, by whichever provider the platform prefers. */
final class Ed25519 {
  static final int PUBLIC_KEY_BYTES = 32;
  static final int SEED_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** What stands before the 32 bytes of a public key in its SPKI, RFC 8410, section 4. */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String ALGORITHM = "Ed25519";

  /**
   * Named, since a signature that may choose its provider late asks the next one where this one
   * refuses a key: what is accepted would depend on what else is installed.
   */
  private static final String PROVIDER = "SunEC";

  private Ed25519() {}

  /** Returns the key of 32 raw bytes, or empty if they are no point of the curve. */
  static Optional<PublicKey> publicKey(byte[] raw) {
    if (raw.length != PUBLIC_KEY_BYTES) {
      return Optional.empty();
    }
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + raw.length);
    System.arraycopy(raw, 0, spki, SPKI_PREFIX.length, raw.length);
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM, PROVIDER).generatePublic(new X509EncodedKeySpec(spki));
      Signature.getInstance(ALGORITHM, PROVIDER).initVerify(key);
      return Optional.of(key);
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's own. */
  static Provider provider() {
    return Objects.requireNonNull(Security.getProvider(PROVIDER), PROVIDER);
  }

  static byte[] rawPublicKey(PublicKey key) {
    byte[] spki = key.getEncoded();
    return Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length);
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM, PROVIDER);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    return sign(key, message, provider());
  }

  /** Which provider signs makes no difference: a key and a message have one signature. */
  static byte[] sign(PrivateKey key, byte[] message, Provider provider) {
    try {
      Signature signer = Signature.getInstance(ALGORITHM, provider);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
