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
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Verifies ECDSA and RSA signatures with one provider instance. Thread-safe; keys made here are
 * meant for the same instance.
 */
public final class SignatureChecks {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final byte UNCOMPRESSED = 4;

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
    return on(new BouncyCastleProvider());
  }

  /** The checks on a given provider. */
  public static SignatureChecks on(Provider provider) {
    return new SignatureChecks(provider);
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
    return ecKey(Curve.P384, spki);
  }

  /**
   * Reads a public key on a curve.
   *
   * @param spki a DER SubjectPublicKeyInfo
   * @return empty unless it is an uncompressed point on that named curve
   */
  public Optional<PublicKey> ecKey(Curve curve, SubjectPublicKeyInfo spki) {
    boolean named =
        X9ObjectIdentifiers.id_ecPublicKey.equals(spki.getAlgorithm().getAlgorithm())
            && curve.oid().equals(spki.getAlgorithm().getParameters());
    if (!named || spki.getPublicKeyData().getPadBits() != 0) {
      return Optional.empty();
    }
    byte[] point = spki.getPublicKeyData().getOctets();
    if (point.length != curve.pointBytes() || point[0] != UNCOMPRESSED) {
      return Optional.empty();
    }
    return key("EC", spki);
  }

  /**
   * Reads a public key on a curve from its coordinates.
   *
   * @param coordinates x ‖ y, big-endian, without a leading 04
   * @return empty unless the length fits and the point is on the curve
   */
  public Optional<PublicKey> ecKey(Curve curve, byte[] coordinates) {
    if (coordinates.length != curve.pointBytes() - 1) {
      return Optional.empty();
    }
    byte[] point = new byte[curve.pointBytes()];
    point[0] = UNCOMPRESSED;
    System.arraycopy(coordinates, 0, point, 1, coordinates.length);
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.oid());
    return ecKey(curve, new SubjectPublicKeyInfo(algorithm, point));
  }

  /**
   * Reads a public key of any kind that is accepted.
   *
   * @return empty unless it is an uncompressed point on P-256, P-384 or P-521, or an RSA key of
   *     2048 to 8192 bits
   */
  public Optional<PublicKey> anyKey(SubjectPublicKeyInfo spki) {
    for (Curve curve : Curve.values()) {
      if (curve.oid().equals(spki.getAlgorithm().getParameters())) {
        return ecKey(curve, spki);
      }
    }
    return PKCSObjectIdentifiers.rsaEncryption.equals(spki.getAlgorithm().getAlgorithm())
        ? key("RSA", spki).filter(SignatureChecks::isStrong)
        : Optional.empty();
  }

  private static boolean isStrong(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() >= MIN_RSA_BITS
        && rsa.getModulus().bitLength() <= MAX_RSA_BITS;
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
    return verify(SignatureScheme.ECDSA_SHA384, key, message, 0, length, derSignature);
  }

  /**
   * Checks RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
   *
   * @param key from {@link #rsaKey}
   */
  public boolean rsaPssSha384(PublicKey key, byte[] message, byte[] signatureBytes) {
    return verify(SignatureScheme.RSA_PSS_SHA384, key, message, signatureBytes);
  }

  /** Checks a signature over a whole array; see the longer form. */
  public boolean verify(
      SignatureScheme scheme, PublicKey key, byte[] message, byte[] signatureBytes) {
    return verify(scheme, key, message, 0, message.length, signatureBytes);
  }

  /**
   * Checks a signature.
   *
   * @param scheme for PSS with a salt as long as the hash
   * @param key made by this instance; one of another kind than the scheme's verifies nothing
   * @param message the array that holds the signed bytes
   * @param signatureBytes for ECDSA a SEQUENCE of r and s, for RSA as long as the modulus
   */
  public boolean verify(
      SignatureScheme scheme,
      PublicKey key,
      byte[] message,
      int offset,
      int length,
      byte[] signatureBytes) {
    Optional<PSSParameterSpec> pss =
        scheme.isPss() ? Optional.of(pss(scheme, hashBytes(scheme))) : Optional.empty();
    return verify(scheme, pss, key, message, offset, length, signatureBytes);
  }

  /**
   * Checks RSASSA-PSS with the salt as long as the hash or as long as the modulus allows, which are
   * the two that TPMs use (TPM 2.0 Library part 1, appendix B.7).
   *
   * @param scheme one of the PSS schemes
   */
  public boolean verifyTpmPss(
      SignatureScheme scheme, PublicKey key, byte[] message, byte[] signatureBytes) {
    if (!scheme.isPss() || !(key instanceof RSAPublicKey rsa)) {
      return false;
    }
    int encoded = (rsa.getModulus().bitLength() + 6) / 8;
    for (int salt : new int[] {hashBytes(scheme), encoded - hashBytes(scheme) - 2}) {
      PSSParameterSpec pss = pss(scheme, salt);
      if (verify(scheme, Optional.of(pss), key, message, 0, message.length, signatureBytes)) {
        return true;
      }
    }
    return false;
  }

  private boolean verify(
      SignatureScheme scheme,
      Optional<PSSParameterSpec> pss,
      PublicKey key,
      byte[] message,
      int offset,
      int length,
      byte[] signatureBytes) {
    try {
      Signature signature = Signature.getInstance(scheme.jcaName(), provider);
      if (pss.isPresent()) {
        signature.setParameter(pss.get());
      }
      signature.initVerify(key);
      signature.update(message, offset, length);
      return signature.verify(signatureBytes);
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return false;
    }
  }

  private static PSSParameterSpec pss(SignatureScheme scheme, int saltBytes) {
    String hash = scheme.hash();
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltBytes, 1);
  }

  private static int hashBytes(SignatureScheme scheme) {
    return Integer.parseInt(scheme.hash().substring("SHA-".length())) / 8;
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
