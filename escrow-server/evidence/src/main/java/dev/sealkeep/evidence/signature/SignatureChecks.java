package dev.sealkeep.evidence.signature;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Verifies ECDSA P-384 and RSASSA-PSS signatures with one provider instance. Thread-safe; keys made
 * here are meant for the same instance.
 */
public final class SignatureChecks {
  private static final int P384_SPKI_POINT_BYTES = 97;
  private static final PSSParameterSpec PSS_SHA384 =
      new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);

  private final Provider provider;

  private SignatureChecks(Provider provider) {
    this.provider = provider;
  }

  /**
   * The checks on the fastest provider that works here: Amazon Corretto where its native library
   * loads and its self-tests pass, otherwise Bouncy Castle.
   */
  public static SignatureChecks fastest() {
    return Fastest.INSTANCE;
  }

  /** The checks on Bouncy Castle, in Java alone. */
  public static SignatureChecks portable() {
    return new SignatureChecks(new BouncyCastleProvider());
  }

  /** The provider in use, such as {@code AmazonCorrettoCryptoProvider} or {@code BC}. */
  public String providerName() {
    return provider.getName();
  }

  /**
   * Reads a P-384 public key.
   *
   * @param spki a DER SubjectPublicKeyInfo
   * @return empty unless it is an uncompressed point on the named curve secp384r1
   */
  public Optional<PublicKey> p384Key(SubjectPublicKeyInfo spki) {
    boolean named =
        X9ObjectIdentifiers.id_ecPublicKey.equals(spki.getAlgorithm().getAlgorithm())
            && SECObjectIdentifiers.secp384r1.equals(spki.getAlgorithm().getParameters());
    byte[] point = spki.getPublicKeyData().getOctets();
    if (!named || point.length != P384_SPKI_POINT_BYTES || point[0] != 4) {
      return Optional.empty();
    }
    return key("EC", spki);
  }

  /**
   * Reads an RSA public key.
   *
   * @param spki a DER SubjectPublicKeyInfo
   * @return empty unless the modulus has exactly {@code modulusBits} bits
   */
  public Optional<PublicKey> rsaKey(SubjectPublicKeyInfo spki, int modulusBits) {
    return key("RSA", spki)
        .filter(k -> k instanceof RSAPublicKey r && r.getModulus().bitLength() == modulusBits);
  }

  private Optional<PublicKey> key(String algorithm, SubjectPublicKeyInfo spki) {
    try {
      KeyFactory factory = KeyFactory.getInstance(algorithm, provider);
      return Optional.of(factory.generatePublic(new X509EncodedKeySpec(spki.getEncoded("DER"))));
    } catch (GeneralSecurityException | IOException | RuntimeException hostileKey) {
      return Optional.empty();
    }
  }

  /**
   * Checks ECDSA with SHA-384 on P-384.
   *
   * @param key from {@link #p384Key}
   * @param message the array that holds the signed bytes
   * @param length how many bytes from its start are signed
   * @param derSignature SEQUENCE of r and s
   */
  public boolean ecdsaP384(PublicKey key, byte[] message, int length, byte[] derSignature) {
    try {
      Signature signature = Signature.getInstance("SHA384withECDSA", provider);
      signature.initVerify(key);
      signature.update(message, 0, length);
      return signature.verify(derSignature);
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return false;
    }
  }

  /**
   * Checks RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
   *
   * @param key from {@link #rsaKey}
   */
  public boolean rsaPssSha384(PublicKey key, byte[] message, byte[] signatureBytes) {
    try {
      Signature signature = Signature.getInstance("RSASSA-PSS", provider);
      signature.setParameter(PSS_SHA384);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signatureBytes);
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return false;
    }
  }

  private static final class Fastest {
    private static final SignatureChecks INSTANCE = choose();

    private static SignatureChecks choose() {
      return CorrettoProvider.load()
          .map(SignatureChecks::new)
          .filter(KnownAnswer::passes)
          .orElseGet(SignatureChecks::portable);
    }
  }
}
