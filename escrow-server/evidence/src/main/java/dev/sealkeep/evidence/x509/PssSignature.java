package dev.sealkeep.evidence.x509;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The one RSASSA-PSS parameter set that is accepted (RFC 4055, section 3.1). */
public final class PssSignature {
  private static final BigInteger SALT_BYTES = BigInteger.valueOf(48);

  /** The outcome of checking an X.509 object's signature. */
  public enum Verdict {
    /** The signature is good. */
    GOOD,
    /** The signature is not by this key over these bytes. */
    BAD,
    /** The object names another algorithm or other parameters. */
    WRONG_ALGORITHM
  }

  private PssSignature() {}

  static Verdict verdict(boolean good) {
    return good ? Verdict.GOOD : Verdict.BAD;
  }

  /**
   * Whether the algorithm is RSASSA-PSS with SHA-384, MGF1 with SHA-384, a salt of 48 bytes and the
   * default trailer, be it written out or left out.
   */
  static boolean isSha384(AlgorithmIdentifier algorithm) {
    if (!PKCSObjectIdentifiers.id_RSASSA_PSS.equals(algorithm.getAlgorithm())) {
      return false;
    }
    try {
      RSASSAPSSparams params = RSASSAPSSparams.getInstance(algorithm.getParameters());
      AlgorithmIdentifier mask = params.getMaskGenAlgorithm();
      return isSha384Hash(params.getHashAlgorithm())
          && PKCSObjectIdentifiers.id_mgf1.equals(mask.getAlgorithm())
          && isSha384Hash(AlgorithmIdentifier.getInstance(mask.getParameters()))
          && SALT_BYTES.equals(params.getSaltLength())
          && BigInteger.ONE.equals(params.getTrailerField());
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static boolean isSha384Hash(AlgorithmIdentifier hash) {
    ASN1Encodable parameters = hash.getParameters();
    return NISTObjectIdentifiers.id_sha384.equals(hash.getAlgorithm())
        && (parameters == null || DERNull.INSTANCE.equals(parameters.toASN1Primitive()));
  }
}
