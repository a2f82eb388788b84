package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.ReasonCode;
import dev.sealkeep.evidence.x509.PathFault;

/** Why an NVIDIA GPU report, or a chain of its certificates, is rejected. */
public enum NvidiaReason implements ReasonCode {
  /** Too long. */
  REPORT_TOO_LARGE(
      "nvidia.report.too_large",
      "The report is longer than any that is read.",
      "Send the report alone."),
  /** Not a request and a response, or out of bounds. */
  REPORT_MALFORMED(
      "nvidia.report.malformed",
      "The report is not a GET_MEASUREMENTS request with its response, or a length in it"
          + " is out of its bounds.",
      "Send the report as the driver gave it."),
  /** Another version of SPDM. */
  REPORT_VERSION_UNSUPPORTED(
      "nvidia.report.version_unsupported",
      "The report is of another version of SPDM than 1.1.",
      "A newer version needs a newer verifier."),
  /** The request asks for no signature. */
  REPORT_UNSIGNED(
      "nvidia.report.unsigned",
      "The request in the report asks for no signature.",
      "Obtain a signed report."),
  /** The signature does not verify. */
  SIGNATURE_INVALID(
      "nvidia.signature.invalid",
      "The report's signature does not verify with the certificate's key.",
      "Check that the report is unchanged and the certificates are of the same GPU."),
  /** The nonce is not what was expected. */
  NONCE_MISMATCH(
      "nvidia.nonce.mismatch",
      "The report's nonce is not the expected value.",
      "Obtain a new report over this request; evidence cannot be replayed."),
  /** Report and certificate name different firmware. */
  FWID_MISMATCH(
      "nvidia.fwid.mismatch",
      "The firmware identity in the report is not the one in the certificate.",
      "Send the certificates of the GPU that made the report."),
  /** The leaf names no firmware. */
  FWID_MISSING(
      "nvidia.fwid.missing",
      "The certificate at the end of the chain has no firmware identity, so it is not a"
          + " GPU's leaf.",
      "Send the whole chain as the driver gave it, the leaf included."),
  /** No certificate of NVIDIA's. */
  CERTIFICATE_MISSING(
      "nvidia.certificate.missing",
      "No certificate of an NVIDIA GPU was supplied.",
      "Send the certificate chain beside the report."),
  /** The leaf may not sign. */
  CERTIFICATE_NOT_FOR_SIGNING(
      "nvidia.certificate.not_for_signing",
      "The certificate that signed is an authority, is not for signatures, or has another"
          + " key than P-384.",
      "Send the whole chain as the driver gave it."),
  /** Past notAfter. */
  CERTIFICATE_EXPIRED(
      "nvidia.certificate.expired",
      "A certificate had expired at the time of verification.",
      "Verify recorded evidence at the time it was made."),
  /** Before notBefore. */
  CERTIFICATE_NOT_YET_VALID(
      "nvidia.certificate.not_yet_valid",
      "A certificate was not valid yet at the time of verification.",
      "Check the clock, or verify recorded evidence at the time it was made."),
  /** On an authentic revocation list. */
  CERTIFICATE_REVOKED(
      "nvidia.certificate.revoked",
      "An authentic revocation list names a certificate of the chain.",
      "The GPU is no longer to be trusted: update its firmware or replace it."),
  /** A root alone. */
  CHAIN_TOO_SHORT(
      "nvidia.chain.too_short",
      "The chain is a root alone.",
      "Send the whole chain as the driver gave it."),
  /** A certificate is missing. */
  CHAIN_INCOMPLETE(
      "nvidia.chain.incomplete",
      "A certificate between the leaf and a root is missing.",
      "Send the whole chain as the driver gave it."),
  /** An issuer may not issue. */
  CHAIN_ISSUER_INVALID(
      "nvidia.chain.issuer_invalid",
      "An issuer of the chain is no authority, or may not issue at its place.",
      "Send the whole chain as the driver gave it."),
  /** A certificate's signature does not verify. */
  CHAIN_SIGNATURE_INVALID(
      "nvidia.chain.signature_invalid",
      "A certificate's signature does not verify with its issuer's key.",
      "Send the whole chain as the driver gave it."),
  /** A key or signature of another kind. */
  CHAIN_ALGORITHM_UNSUPPORTED(
      "nvidia.chain.algorithm_unsupported",
      "A certificate's key or signature is of a kind that is not accepted.",
      "A newer GPU needs a newer verifier."),
  /** The chain ends in a root that is not pinned. */
  CHAIN_UNTRUSTED_ROOT(
      "nvidia.chain.untrusted_root",
      "The chain ends in a root that is not trusted here.",
      "Send certificates of a production GPU.");

  private final String code;
  private final String meaning;
  private final String cure;

  NvidiaReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  /** The reason for a fault of the certificate path. */
  static Reason of(PathFault fault) {
    NvidiaReason reason =
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
