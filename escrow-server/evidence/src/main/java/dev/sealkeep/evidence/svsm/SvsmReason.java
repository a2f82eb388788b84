package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.ReasonCode;

/**
 * Why evidence of a vTPM in an SVSM is rejected, beside the reasons of its SNP report and of its
 * quote. The codes never change their meaning.
 */
public enum SvsmReason implements ReasonCode {
  /** Not the JSON form. */
  EVIDENCE_MALFORMED(
      "svsm.evidence.malformed",
      "The evidence is not the JSON form of an SVSM's attestation, or a member is not encoded as it"
          + " should be.",
      "Send report, manifest and nonce as the reference says."),
  /** Not 64 bytes. */
  NONCE_MALFORMED(
      "svsm.nonce.malformed",
      "The nonce has not 64 bytes.",
      "Ask the SVSM with a nonce of 64 bytes; it takes no other."),
  /** Neither form of a manifest. */
  MANIFEST_MALFORMED(
      "svsm.manifest.malformed",
      "The manifest is neither a table of services nor the manifest of a vTPM.",
      "Send the manifest as the SVSM gave it."),
  /** A table without the vTPM's GUID, or with it twice. */
  MANIFEST_VTPM_MISSING(
      "svsm.manifest.vtpm_missing",
      "The manifest does not name exactly one vTPM.",
      "Use an SVSM that was built with a vTPM."),
  /** REPORT_DATA is not the hash. */
  REPORT_DATA_MISMATCH(
      "svsm.report_data.mismatch",
      "The report data is not SHA-512 of nonce and manifest.",
      "Send report, manifest and nonce of one and the same call."),
  /** The report is not the SVSM's. */
  VMPL_NOT_ZERO(
      "svsm.report.vmpl_not_zero",
      "The SNP report was not made at VMPL 0, where the SVSM runs, so the guest may have made it.",
      "Ask the SVSM for the report, with svsm as the service provider."),
  /** The nonce is not what was expected. */
  BINDING_MISMATCH(
      "svsm.binding.mismatch",
      "The nonce is not the expected value.",
      "Obtain a new report over this request; evidence cannot be replayed."),
  /** A quote without its key, or a key that is none. */
  AK_MALFORMED(
      "svsm.ak.malformed",
      "There is a quote without the public key that signed it, or that key cannot be read.",
      "Send the TPMT_PUBLIC of the key that signed the quote."),
  /** The quote is not of this request. */
  QUOTE_BINDING_MISMATCH(
      "svsm.quote.binding_mismatch",
      "The quote's qualifying data is not the expected value.",
      "Obtain a new quote over this request; evidence cannot be replayed.");

  private final String code;
  private final String meaning;
  private final String cure;

  SvsmReason(String code, String meaning, String cure) {
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
