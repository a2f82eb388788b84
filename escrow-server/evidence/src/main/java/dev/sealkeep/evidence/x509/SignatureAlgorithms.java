package dev.sealkeep.evidence.x509;

import static dev.sealkeep.evidence.signature.SignatureScheme.ECDSA_SHA256;
import static dev.sealkeep.evidence.signature.SignatureScheme.ECDSA_SHA384;
import static dev.sealkeep.evidence.signature.SignatureScheme.ECDSA_SHA512;
import static dev.sealkeep.evidence.signature.SignatureScheme.RSA_PKCS1_SHA256;
import static dev.sealkeep.evidence.signature.SignatureScheme.RSA_PKCS1_SHA384;
import static dev.sealkeep.evidence.signature.SignatureScheme.RSA_PKCS1_SHA512;
import static dev.sealkeep.evidence.signature.SignatureScheme.RSA_PSS_SHA384;

import dev.sealkeep.evidence.signature.SignatureScheme;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The signature algorithms that certificates and revocation lists may name (RFC 5480, RFC 8017).
 */
final class SignatureAlgorithms {
  private static final Map<ASN1ObjectIdentifier, SignatureScheme> SCHEMES =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, ECDSA_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384, ECDSA_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512, ECDSA_SHA512,
          PKCSObjectIdentifiers.sha256WithRSAEncryption, RSA_PKCS1_SHA256,
          PKCSObjectIdentifiers.sha384WithRSAEncryption, RSA_PKCS1_SHA384,
          PKCSObjectIdentifiers.sha512WithRSAEncryption, RSA_PKCS1_SHA512);

  private SignatureAlgorithms() {}

  /** The scheme of an algorithm; empty for those that are not accepted, SHA-1 among them. */
  static Optional<SignatureScheme> scheme(AlgorithmIdentifier algorithm) {
    return PssSignature.isSha384(algorithm)
        ? Optional.of(RSA_PSS_SHA384)
        : Optional.ofNullable(SCHEMES.get(algorithm.getAlgorithm()));
  }
}
