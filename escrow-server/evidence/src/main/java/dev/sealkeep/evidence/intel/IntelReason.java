package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.ReasonCode;

/** Reasons for which any quote is rejected, TDX or SGX. The codes never change their meaning. */
public enum IntelReason implements ReasonCode {
  /** More than 64 KiB. */
  QUOTE_OVERSIZED(
      "intel.quote.oversized",
      "The evidence is longer than 64 KiB.",
      "Send the quote alone, without collateral behind it."),
  /** A part reaches behind the end. */
  QUOTE_TRUNCATED(
      "intel.quote.truncated",
      "The quote ends before what its lengths announce.",
      "Send the whole quote as the device gave it."),
  /** Not version 3 for SGX, or 4 or 5. */
  QUOTE_VERSION_UNSUPPORTED(
      "intel.quote.version_unsupported",
      "The quote's version is not 3, 4 or 5, or version 3 of a trust domain.",
      "Check that the bytes are a quote; a newer quoting enclave needs a newer verifier."),
  /** Neither 0 nor 0x81. */
  QUOTE_TEE_UNKNOWN(
      "intel.quote.tee_unknown",
      "The quote is of neither SGX nor TDX.",
      "Check that the quote is complete and unchanged."),
  /** A body type of version 5 that is not read. */
  QUOTE_BODY_UNSUPPORTED(
      "intel.quote.body_unsupported",
      "The quote's body is of a type other than SGX, TD 1.0 and TD 1.5, such as TD 1.5 with"
          + " extended fields (type 4).",
      "Have the quoting enclave give a body of TD 1.5; a newer kind needs a newer verifier."),
  /** Body type, size and TEE type do not go together. */
  QUOTE_BODY_MISMATCH(
      "intel.quote.body_mismatch",
      "The quote's TEE type, body type and body size do not go together.",
      "Check that the quote is complete and unchanged."),
  /** Not 2. */
  QUOTE_KEY_TYPE_UNSUPPORTED(
      "intel.quote.key_type_unsupported",
      "The attestation key is not ECDSA on P-256.",
      "Check that the quote is complete and unchanged."),
  /** Another QE vendor. */
  QUOTE_VENDOR_UNKNOWN(
      "intel.quote.vendor_unknown",
      "The quote names a quoting enclave of another vendor than Intel.",
      "Have the host use Intel's quoting enclave."),
  /** Lengths within the signature data do not add up. */
  QUOTE_SIGNATURE_DATA_MALFORMED(
      "intel.quote.signature_data_malformed",
      "The lengths within the quote's signature data do not add up.",
      "Send the whole quote as the device gave it."),
  /** A type that is not read. */
  QUOTE_CERTIFICATION_UNSUPPORTED(
      "intel.quote.certification_unsupported",
      "The certification data is of a type that is not read.",
      "Have the host put the PCK certificate chain into quotes, type 5."),
  /** Type 5 is not certificates alone. */
  CHAIN_MALFORMED(
      "intel.chain.malformed",
      "The certification data is not a sequence of at most eight certificates and nothing else.",
      "Check that the quote is complete and unchanged."),
  /** No certificate of an issuer. */
  CHAIN_INCOMPLETE(
      "intel.chain.incomplete",
      "A certificate between the PCK or TCB signing certificate and a root is missing.",
      "Supply Intel's PCK Platform or Processor CA, and the root."),
  /** A chain of another shape than Intel's. */
  CHAIN_WRONG_ISSUER(
      "intel.chain.wrong_issuer",
      "A certificate comes from an issuer that may not issue it.",
      "A PCK comes from the Platform or Processor CA under the root; check where it is from."),
  /** A certificate's signature does not verify. */
  CHAIN_SIGNATURE_INVALID(
      "intel.chain.signature_invalid",
      "A certificate's signature does not verify with its issuer's key.",
      "Check that the quote is unchanged; fetch the certificates again from Intel."),
  /** A key or signature of another kind. */
  CHAIN_ALGORITHM_UNSUPPORTED(
      "intel.chain.algorithm_unsupported",
      "A certificate's key or signature is of another kind than Intel uses.",
      "Fetch the certificates again from Intel."),
  /** The root is not pinned. */
  CHAIN_UNTRUSTED_ROOT(
      "intel.chain.untrusted_root",
      "The chain ends in a root that is not trusted here.",
      "Pre-production hardware has a root of the same name; use production hardware."),
  /** Past notAfter. */
  CERTIFICATE_EXPIRED(
      "intel.certificate.expired",
      "A certificate had expired at the time of verification.",
      "Fetch current certificates, or verify recorded evidence at the time it was made."),
  /** Before notBefore. */
  CERTIFICATE_NOT_YET_VALID(
      "intel.certificate.not_yet_valid",
      "A certificate was not valid yet at the time of verification.",
      "Check the clock, or verify recorded evidence at the time it was made."),
  /** On an authentic revocation list. */
  CERTIFICATE_REVOKED(
      "intel.certificate.revoked",
      "An authentic revocation list names a certificate of a chain.",
      "The platform is no longer to be trusted: update its firmware and have it certified anew."),
  /** The certification data only names the platform. */
  PCK_MISSING(
      "intel.pck.missing",
      "The quote does not carry its PCK certificate, and none supplied verifies it.",
      "Supply the PCK certificate, or have the host put its chain into quotes."),
  /** The SGX extension cannot be read. */
  PCK_MALFORMED(
      "intel.pck.malformed",
      "The PCK certificate's SGX extension lacks a value or has one outside its range.",
      "Fetch the certificate again from Intel."),
  /** The PCK did not sign the QE report. */
  QE_SIGNATURE_INVALID(
      "intel.qe.signature_invalid",
      "The quoting enclave's report is not signed by the PCK.",
      "Check that the quote is complete and unchanged."),
  /** REPORTDATA of the QE report is another digest. */
  QE_KEY_UNBOUND(
      "intel.qe.key_digest_mismatch",
      "The digest in the quoting enclave's report is not that of the attestation key.",
      "Check that the quote is complete and unchanged."),
  /** Not Intel's QE. */
  QE_IDENTITY_MISMATCH(
      "intel.qe.identity_mismatch",
      "The enclave that quoted is not Intel's quoting enclave.",
      "Have the host use Intel's quoting enclave."),
  /** Below every level of the QE identity. */
  QE_UNSUPPORTED(
      "intel.qe.tcb_unsupported",
      "The quoting enclave is older than every level that its identity names.",
      "Have the host update the quoting enclave."),
  /** The attestation key did not sign the quote. */
  SIGNATURE_INVALID(
      "intel.signature.invalid",
      "The quote's signature does not verify with the attestation key.",
      "Check that the quote is complete and unchanged."),
  /** TCB info cannot be read. */
  TCB_INFO_MALFORMED(
      "intel.tcb_info.malformed",
      "TCB info lacks a member, or one has a type or value that it cannot have.",
      "Fetch the TCB info again from Intel, as it is."),
  /** TCB info is not signed. */
  TCB_INFO_SIGNATURE_INVALID(
      "intel.tcb_info.signature_invalid",
      "The signature over TCB info does not verify with a TCB signing certificate under the root.",
      "Fetch TCB info and its issuer chain again from Intel, and keep the bytes as they are."),
  /** Issued later. */
  TCB_INFO_NOT_YET_VALID(
      "intel.tcb_info.not_yet_valid",
      "TCB info was issued after the time of verification.",
      "Check the clock, or supply TCB info of that time."),
  /** Past nextUpdate. */
  TCB_INFO_EXPIRED(
      "intel.tcb_info.expired",
      "TCB info was due for an update before the time of verification.",
      "Fetch current TCB info from Intel."),
  /** Authentic, but of another platform family. */
  TCB_INFO_MISMATCH(
      "intel.tcb_info.platform_mismatch",
      "TCB info was supplied, but none for the FMSPC, PCE-ID and kind of the quote.",
      "Fetch TCB info for the FMSPC in the PCK certificate, for SGX or TDX as the quote is."),
  /** QE identity cannot be read. */
  QE_IDENTITY_MALFORMED(
      "intel.qe_identity.malformed",
      "The QE identity lacks a member, or one has a type or value that it cannot have.",
      "Fetch the QE identity again from Intel, as it is."),
  /** QE identity is not signed. */
  QE_IDENTITY_SIGNATURE_INVALID(
      "intel.qe_identity.signature_invalid",
      "The QE identity's signature does not verify with a TCB signing certificate under the root.",
      "Fetch the QE identity and its issuer chain again from Intel, and keep the bytes as they"
          + " are."),
  /** Issued later. */
  QE_IDENTITY_NOT_YET_VALID(
      "intel.qe_identity.not_yet_valid",
      "The QE identity was issued after the time of verification.",
      "Check the clock, or supply a QE identity of that time."),
  /** Past nextUpdate. */
  QE_IDENTITY_EXPIRED(
      "intel.qe_identity.expired",
      "The QE identity was due for an update before the time of verification.",
      "Fetch the current QE identity from Intel."),
  /** Authentic, but of the other kind. */
  QE_IDENTITY_TEE_MISMATCH(
      "intel.qe_identity.tee_mismatch",
      "A QE identity was supplied, but none for the quote's kind, SGX or TDX.",
      "Fetch the QE identity for SGX or TDX as the quote is."),
  /** Below every level. */
  TCB_UNSUPPORTED(
      "intel.tcb.unsupported",
      "The platform's TCB is below every level that TCB info names.",
      "Have the host update its firmware, and fetch a PCK certificate for the new TCB."),
  /** Revoked. */
  TCB_REVOKED(
      "intel.tcb.revoked",
      "Intel has revoked the TCB of the platform, its TDX module or its quoting enclave.",
      "Have the host update its firmware, and fetch a PCK certificate for the new TCB."),
  /** The TDX module is none that TCB info names. */
  TDX_MODULE_MISMATCH(
      "intel.tdx_module.mismatch",
      "The version, signer or attributes of the TDX module are none that TCB info names.",
      "Have the host load a TDX module of Intel's."),
  /** Below every level of the module's identity. */
  TDX_MODULE_UNSUPPORTED(
      "intel.tdx_module.unsupported",
      "The TDX module is older than every level that TCB info names.",
      "Have the host update the TDX module.");

  private final String code;
  private final String meaning;
  private final String cure;

  IntelReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
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
