package dev.sealkeep.evidence.tdx;

import dev.sealkeep.evidence.ReasonCode;

/** Reasons for which a trust domain's quote is rejected beside those of every quote. */
public enum TdxReason implements ReasonCode {
  /** TDATTRIBUTES bits 7:1. */
  ATTRIBUTES_RESERVED(
      "tdx.attributes.reserved",
      "Reserved bits of the TD's attributes that make it untrusted are set.",
      "Launch the TD with attributes that this release knows."),
  /** The quote is of an enclave. */
  BODY_MISMATCH(
      "tdx.body.mismatch",
      "The quote does not vouch for a trust domain.",
      "Send a TDX quote, or name intel-sgx as the technology."),
  /** REPORTDATA is not what was expected. */
  REPORT_DATA_MISMATCH(
      "tdx.report_data.mismatch",
      "The report data is not the expected value.",
      "Obtain a new quote over this request; evidence cannot be replayed.");

  private final String code;
  private final String meaning;
  private final String cure;

  TdxReason(String code, String meaning, String cure) {
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
