package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.ReasonCode;

/**
 * Why evidence of an Azure confidential VM is rejected, beside the reasons of its hardware report
 * and of its quote. The codes never change their meaning.
 */
public enum AzureReason implements ReasonCode {
  /** No form of evidence that is known. */
  EVIDENCE_MALFORMED(
      "azure.evidence.malformed",
      "The evidence is neither an HCL report nor a JSON object that holds one.",
      "Send the parts in one of the forms of the reference."),
  /** A version of the JSON form that is not known. */
  EVIDENCE_VERSION_UNSUPPORTED(
      "azure.evidence.version_unsupported",
      "The JSON form has a version that is not supported.",
      "Send version 1 or 2; a newer guest component needs a newer verifier."),
  /** Magic, request type or padding. */
  HCL_MALFORMED(
      "azure.hcl.malformed",
      "The HCL report is not laid out as such a report is.",
      "Send the whole content of NV index 0x01400001."),
  /** A version other than 1 and 2. */
  HCL_VERSION_UNSUPPORTED(
      "azure.hcl.version_unsupported",
      "The HCL report has a version that is not supported.",
      "A newer paravisor needs a newer verifier."),
  /** Neither SNP nor TDX, or an unknown hash. */
  HCL_TYPE_UNSUPPORTED(
      "azure.hcl.type_unsupported",
      "The HCL report holds a hardware report or a hash of a kind that is not supported.",
      "Use a confidential VM with SEV-SNP or TDX."),
  /** The sizes in the report contradict each other. */
  HCL_SIZE_MISMATCH(
      "azure.hcl.size_mismatch",
      "The sizes in the HCL report do not fit together or exceed it.",
      "Send the whole content of NV index 0x01400001."),
  /** The hash of the runtime data is not the report data. */
  RUNTIME_DATA_MISMATCH(
      "azure.runtime_data.mismatch",
      "The report data of the hardware is not the hash of the runtime data.",
      "Send the report as it was read, and the TD quote of the same TDREPORT."),
  /** Runtime data that cannot be read. */
  RUNTIME_DATA_MALFORMED(
      "azure.runtime_data.malformed",
      "The runtime data cannot be read.",
      "Send the report as it was read."),
  /** No AK in the runtime data. */
  AK_MISSING(
      "azure.ak.missing",
      "The runtime data has no RSA key named HCLAkPub that could have signed a quote.",
      "Send the report as it was read; a vTPM without an attestation key cannot attest."),
  /** The hardware report was not asked for at VMPL 0. */
  VMPL_NOT_ZERO(
      "azure.snp.vmpl_not_zero",
      "The SNP report was not made at VMPL 0, where the paravisor runs, so the guest may have made"
          + " it.",
      "Use a VM whose paravisor runs at VMPL 0."),
  /** The hardware report is not a TD's. */
  TDREPORT_MALFORMED(
      "azure.tdreport.malformed",
      "The hardware report is not the TDREPORT of a TD.",
      "Send the report as it was read."),
  /** A TDREPORT without a quote. */
  TD_QUOTE_MISSING(
      "azure.td_quote.missing",
      "The TDREPORT came without a TD quote, and nothing else signs it.",
      "Have the host's quoting service turn the TDREPORT into a quote, and send that too."),
  /** Quote and TDREPORT differ. */
  TD_QUOTE_MISMATCH(
      "azure.td_quote.mismatch",
      "The TD quote was not made from the TDREPORT in the HCL report.",
      "Send the TD quote of the same TDREPORT."),
  /** No vTPM quote. */
  QUOTE_MISSING(
      "azure.quote.missing",
      "There is no vTPM quote, so nothing says what booted or that the evidence is new.",
      "Have the vTPM quote its PCRs with the key at handle 0x81000003."),
  /** Neither qualifying data nor user data carry what they should. */
  BINDING_MISMATCH(
      "azure.binding.mismatch",
      "Neither the quote's qualifying data nor the user data is the expected value.",
      "Obtain a new quote over this request; evidence cannot be replayed.");

  private final String code;
  private final String meaning;
  private final String cure;

  AzureReason(String code, String meaning, String cure) {
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
