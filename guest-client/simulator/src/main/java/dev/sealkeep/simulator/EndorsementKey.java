package dev.sealkeep.simulator;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A VCEK or VLEK: an ECDSA key on P-384 that signs attestation reports. Signatures are
 * deterministic (RFC 6979 with SHA-384).
 */
public final class EndorsementKey {
  /** The size of a report's signature field. */
  public static final int SIGNATURE_BYTES = 512;

  /** The bytes from which a key is made: 48 and 8 more, FIPS 186-5, appendix A.2.1. */
  static final int MATERIAL_BYTES = 56;

  private static final int COMPONENT_BYTES = 72;
  private static final ECNamedDomainParameters P384 =
      new ECNamedDomainParameters(
          SECObjectIdentifiers.secp384r1, CustomNamedCurves.getByName("secp384r1"));

  private final ECPrivateKeyParameters privateKey;
  private final byte[] publicKeyInfo;

  /** Makes the key d = (material mod (n - 1)) + 1. */
  EndorsementKey(byte[] material) {
    BigInteger range = P384.getN().subtract(BigInteger.ONE);
    BigInteger d = new BigInteger(1, material).mod(range).add(BigInteger.ONE);
    privateKey = new ECPrivateKeyParameters(d, P384);
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
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA384Digest()));
    signer.init(true, privateKey);
    BigInteger[] signature = signer.generateSignature(sha384(message));
    byte[] field = new byte[SIGNATURE_BYTES];
    putLittleEndian(field, 0, signature[0]);
    putLittleEndian(field, COMPONENT_BYTES, signature[1]);
    return field;
  }

  private static void putLittleEndian(byte[] field, int offset, BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    for (int i = 0; i < bigEndian.length; i++) {
      field[offset + i] = bigEndian[bigEndian.length - 1 - i];
    }
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
