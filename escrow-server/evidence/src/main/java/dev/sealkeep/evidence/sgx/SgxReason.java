package dev.sealkeep.evidence.sgx;

import dev.sealkeep.evidence.ReasonCode;

/** Reasons for which an enclave's quote is rejected beside those of every quote. */
public enum SgxReason implements ReasonCode {
  /** The quote is of a trust domain. */
  BODY_MISMATCH(
      "sgx.body.mismatch",
      "The quote does not vouch for an enclave.",
      "Send an SGX quote, or name intel-tdx as the technology."),
  /** REPORTDATA is not what was expected. */
  REPORT_DATA_MISMATCH(
      "sgx.report_data.mismatch",
      "The report data is not the expected value.",
      "Obtain a new quote over this request; evidence cannot be replayed.");

  private final String code;
  private final String meaning;
  private final String cure;

  SgxReason(String code, String meaning, String cure) {
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
