package dev.sealkeep.evidence.nitro;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.ReasonCode;
import dev.sealkeep.evidence.x509.PathFault;

/** Why a Nitro attestation document is rejected. */
public enum NitroReason implements ReasonCode {
  /** Too long. */
  DOCUMENT_TOO_LARGE(
      "nitro.document.too_large",
      "The document is longer than any that the Nitro Security Module makes.",
      "Send the document alone."),
  /** No COSE_Sign1, or a payload outside the specification. */
  DOCUMENT_MALFORMED(
      "nitro.document.malformed",
      "The document is no COSE_Sign1, or a field of its payload is missing or out of its bounds.",
      "Send the document as the Nitro Security Module gave it."),
  /** Signed with something else than ES384. */
  DOCUMENT_ALGORITHM_UNSUPPORTED(
      "nitro.document.algorithm_unsupported",
      "The document names another signature algorithm than ES384.",
      "Send the document as the Nitro Security Module gave it."),
  /** The signature does not verify. */
  SIGNATURE_INVALID(
      "nitro.signature.invalid",
      "The document's signature does not verify with the certificate in it.",
      "Check that the document is complete and unchanged."),
  /** The user data is not what was expected. */
  USER_DATA_MISMATCH(
      "nitro.user_data.mismatch",
      "The document does not carry the expected value.",
      "Obtain a new document with the value in user_data; evidence cannot be replayed."),
  /** Made outside the validity of the certificate. */
  TIMESTAMP_OUTSIDE_VALIDITY(
      "nitro.timestamp.outside_validity",
      "The document's time is outside the validity of the certificate that signed it.",
      "Obtain a new document; if it happens again, the module's clock is wrong."),
  /** A certificate in the document cannot be read. */
  CERTIFICATE_MALFORMED(
      "nitro.certificate.malformed",
      "A certificate in the document is not well-formed.",
      "Check that the document is complete and unchanged."),
  /** The leaf may not sign. */
  CERTIFICATE_NOT_FOR_SIGNING(
      "nitro.certificate.not_for_signing",
      "The certificate that signed is an authority, is not for signatures, or has another key than"
          + " P-384.",
      "Check that the document comes from the Nitro Security Module."),
  /** Past notAfter. */
  CERTIFICATE_EXPIRED(
      "nitro.certificate.expired",
      "A certificate had expired at the time of verification.",
      "Obtain a new document, or verify a recorded one at the time it was made."),
  /** Before notBefore. */
  CERTIFICATE_NOT_YET_VALID(
      "nitro.certificate.not_yet_valid",
      "A certificate was not valid yet at the time of verification.",
      "Check the clock, or verify a recorded document at the time it was made."),
  /** On an authentic revocation list. */
  CERTIFICATE_REVOKED(
      "nitro.certificate.revoked",
      "An authentic revocation list names a certificate of the chain.",
      "The host is no longer to be trusted: move the enclave to another."),
  /** A certificate is missing. */
  CHAIN_INCOMPLETE(
      "nitro.chain.incomplete",
      "A certificate between the document and a root is missing.",
      "Send the document with its whole cabundle."),
  /** An issuer may not issue. */
  CHAIN_ISSUER_INVALID(
      "nitro.chain.issuer_invalid",
      "An issuer of the chain is no authority, or may not issue at its place.",
      "Check that the document comes from the Nitro Security Module."),
  /** A certificate's signature does not verify. */
  CHAIN_SIGNATURE_INVALID(
      "nitro.chain.signature_invalid",
      "A certificate's signature does not verify with its issuer's key.",
      "Check that the document is complete and unchanged."),
  /** A key or signature of another kind. */
  CHAIN_ALGORITHM_UNSUPPORTED(
      "nitro.chain.algorithm_unsupported",
      "A certificate's key or signature is of a kind that is not accepted.",
      "Check that the document comes from the Nitro Security Module."),
  /** The chain ends in a root that is not pinned. */
  CHAIN_UNTRUSTED_ROOT(
      "nitro.chain.untrusted_root",
      "The chain ends in a root that is not trusted here.",
      "Other AWS partitions have roots of their own: have the operator pin the one you use.");

  private final String code;
  private final String meaning;
  private final String cure;

  NitroReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  /** The reason for a fault of the certificate path. */
  static Reason of(PathFault fault) {
    NitroReason reason =
        switch (fault.kind()) {
          case INCOMPLETE -> CHAIN_INCOMPLETE;
          case ISSUER_INVALID -> CHAIN_ISSUER_INVALID;
          case SIGNATURE_INVALID -> CHAIN_SIGNATURE_INVALID;
          case ALGORITHM_UNSUPPORTED -> CHAIN_ALGORITHM_UNSUPPORTED;
          case UNTRUSTED_ROOT -> CHAIN_UNTRUSTED_ROOT;
          case EXPIRED -> CERTIFICATE_EXPIRED;
          case NOT_YET_VALID -> CERTIFICATE_NOT_YET_VALID;
          case REVOKED -> CERTIFICATE_REVOKED;
        };
    return reason.because(fault.detail());
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String cure() {
    return cure;
  }
}
