package dev.sealkeep.evidence.appraise;

import dev.sealkeep.evidence.ReasonCode;

/** Why an attestation of one or several items is rejected, beside the reasons of its items. */
public enum AttestationReason implements ReasonCode {
  /** No verifier has the tag. */
  TECHNOLOGY_UNSUPPORTED(
      "evidence.technology_unsupported",
      "There is no verifier for an item's technology.",
      "Send evidence of a technology that the challenge offers."),
  /** Two items of one technology. */
  TECHNOLOGY_TWICE(
      "evidence.technology_twice",
      "Two items are of the same technology, so that their claims could not be told apart.",
      "Send one item of each technology."),
  /** Real and simulated items together. */
  SIMULATION_MIXED(
      "evidence.simulation_mixed",
      "Some items are simulated and others are not.",
      "Obtain every item from real hardware, or every item from simulators."),
  /** A TPM's attestation key that nothing vouches for. */
  KEY_UNBOUND(
      "evidence.key_unbound",
      "Nothing vouches for the key that signed a TPM quote.",
      "Send the AK certificate, a hardware report that binds the AK, or enroll the TPM.");

  private final String code;
  private final String meaning;
  private final String cure;

  AttestationReason(String code, String meaning, String cure) {
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
