package dev.sealkeep.evidence.cose;

import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.SignatureScheme;
import java.util.Arrays;
import java.util.Optional;

/**
 * Signature algorithms of COSE (RFC 9053, section 2.1), each with the one curve that is accepted
 * for it.
 */
public enum CoseAlgorithm {
  /** ECDSA with SHA-256 on P-256. */
  ES256(-7, Curve.P256, SignatureScheme.ECDSA_SHA256),
  /** ECDSA with SHA-384 on P-384. */
  ES384(-35, Curve.P384, SignatureScheme.ECDSA_SHA384),
  /** ECDSA with SHA-512 on P-521. */
  ES512(-36, Curve.P521, SignatureScheme.ECDSA_SHA512);

  private final int label;
  private final Curve curve;
  private final SignatureScheme scheme;

  CoseAlgorithm(int label, Curve curve, SignatureScheme scheme) {
    this.label = label;
    this.curve = curve;
    this.scheme = scheme;
  }

  static Optional<CoseAlgorithm> of(long label) {
    return Arrays.stream(values()).filter(a -> a.label == label).findFirst();
  }

  /** The number in the IANA registry of COSE algorithms. */
  public int label() {
    return label;
  }

  /** The curve of the key. */
  public Curve curve() {
    return curve;
  }

  /** Hash and kind of signature. */
  SignatureScheme scheme() {
    return scheme;
  }
}
