package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.x509.Certificate;
import java.security.PublicKey;
import java.util.List;

/** The signatures of a document of Intel's, whatever it says (Intel PCS API v4). */
public final class DocumentSignature {
  private DocumentSignature() {}

  /** Whether a certificate bears the name of the key that signs such documents. */
  public static boolean isMadeBy(Certificate certificate) {
    return certificate.subjectCommonName().equals(CollateralPool.SIGNER);
  }

  /** Whether a document holds signed objects, and this key signed all of them. */
  public static boolean verifies(Document document, PublicKey key, SignatureChecks checks) {
    List<SignedDocument> signed = SignedDocument.in(document.content());
    return !signed.isEmpty() && signed.stream().allMatch(one -> verifies(one, key, checks));
  }

  private static boolean verifies(SignedDocument signed, PublicKey key, SignatureChecks checks) {
    return signed
        .signature()
        .filter(s -> checks.verify(SignatureScheme.ECDSA_SHA256, key, signed.content(), s))
        .isPresent();
  }
}
