package dev.sealkeep.simulator;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/**
 * A VCEK or VLEK: an ECDSA key on P-384 that signs attestation reports. Signatures are
 * deterministic (RFC 6979 with SHA-384), but for those of {@link #by}.
 */
public final class EndorsementKey {
  /** The size of a report's signature field. */
  public static final int SIGNATURE_BYTES = 512;

  /** The bytes from which a key is made: 48 and 8 more, FIPS 186-5, appendix A.2.1. */
  static final int MATERIAL_BYTES = 56;

  private static final int COMPONENT_BYTES = 72;
  private static final int SCALAR_BYTES = 48;
  private static final ECNamedDomainParameters P384 =
      new ECNamedDomainParameters(
          SECObjectIdentifiers.secp384r1, CustomNamedCurves.getByName("secp384r1"));

  private final ECPrivateKeyParameters privateKey;
  private final byte[] publicKeyInfo;

  /** From a message to R and S, big-endian, {@link #SCALAR_BYTES} each. */
  private final UnaryOperator<byte[]> signing;

  /** Makes the key d = (material mod (n - 1)) + 1. */
  EndorsementKey(byte[] material) {
    BigInteger range = P384.getN().subtract(BigInteger.ONE);
    BigInteger d = new BigInteger(1, material).mod(range).add(BigInteger.ONE);
    privateKey = new ECPrivateKeyParameters(d, P384);
    signing = this::deterministic;
    ECPublicKeyParameters publicKey =
        new ECPublicKeyParameters(
            new FixedPointCombMultiplier().multiply(P384.getG(), d).normalize(), P384);
    try {
      publicKeyInfo =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("cannot encode a P-384 key", e);
    }
  }

  private EndorsementKey(EndorsementKey same, UnaryOperator<byte[]> signing) {
    this.privateKey = same.privateKey;
    this.publicKeyInfo = same.publicKeyInfo;
    this.signing = signing;
  }

  /**
   * The same key whose signatures a provider of the JCA makes, for load generators: native code is
   * quicker. They are not deterministic.
   *
   * @throws IllegalArgumentException if the provider has no ECDSA on P-384
   */
  public EndorsementKey by(Provider provider) {
    PrivateKey key;
    try {
      byte[] encoded = PrivateKeyInfoFactory.createPrivateKeyInfo(privateKey).getEncoded();
      key =
          KeyFactory.getInstance("EC", provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(provider.getName() + " takes no P-384 key", e);
    }
    return new EndorsementKey(this, message -> signature(provider, key, message));
  }

  private static byte[] signature(Provider provider, PrivateKey key, byte[] message) {
    try {
      Signature signer = Signature.getInstance("SHA384withECDSAinP1363Format", provider);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(provider.getName() + " does not sign", e);
    }
  }

  /** The public key as a DER SubjectPublicKeyInfo. */
  public byte[] publicKeyInfo() {
    return publicKeyInfo.clone();
  }

  SubjectPublicKeyInfo subjectPublicKeyInfo() {
    return SubjectPublicKeyInfo.getInstance(publicKeyInfo);
  }

  /**
   * Signs the SHA-384 of {@code message} and returns the 512-byte signature field: R and S, each
   * little-endian in 72 bytes, then zeros. AMD 56860, ECDSA P-384 signature format.
   */
  public byte[] sign(byte[] message) {
    byte[] signature = signing.apply(message);
    byte[] field = new byte[SIGNATURE_BYTES];
    for (int i = 0; i < SCALAR_BYTES; i++) {
      field[i] = signature[SCALAR_BYTES - 1 - i];
      field[COMPONENT_BYTES + i] = signature[2 * SCALAR_BYTES - 1 - i];
    }
    return field;
  }

  private byte[] deterministic(byte[] message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA384Digest()));
    signer.init(true, privateKey);
    BigInteger[] signature = signer.generateSignature(sha384(message));
    return Arrays.concatenate(
        BigIntegers.asUnsignedByteArray(SCALAR_BYTES, signature[0]),
        BigIntegers.asUnsignedByteArray(SCALAR_BYTES, signature[1]));
  }

  private static byte[] sha384(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-384").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-384", e);
    }
  }

  /** Names the type alone. */
  @Override
  public String toString() {
    return "EndorsementKey[P-384]";
  }
}
