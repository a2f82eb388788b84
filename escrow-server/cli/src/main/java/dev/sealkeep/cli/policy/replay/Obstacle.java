package dev.sealkeep.cli.policy.replay;

/**
 * Why an attestation cannot be replayed, beside the reasons for which its evidence is rejected.
 * Listed in docs/how-to/policy-replay.md.
 */
enum Obstacle {
  /** The record is not understood. */
  RECORD_MALFORMED("replay.record_malformed"),
  /** Its claims are not those of a technology of this release. */
  CLAIMS_MALFORMED("replay.claims_malformed"),
  /** There are neither claims nor evidence. */
  EVIDENCE_MISSING("replay.evidence_missing"),
  /** A blob that the record names is not there. */
  BLOB_MISSING("replay.blob_missing"),
  /** A blob has another digest than the log says. */
  BLOB_DAMAGED("replay.blob_damaged"),
  /** The evidence is of an unknown time. */
  TIME_UNKNOWN("replay.time_unknown"),
  /** There is no old policy, and what was decided is not recorded. */
  DECISION_UNKNOWN("replay.decision_unknown");

  private final String code;

  Obstacle(String code) {
    this.code = code;
  }

  /** The stable code. */
  String code() {
    return code;
  }

  /**
   * The reading that this stands in the way of.
   *
   * @param detail what is wrong, and with what, without a full stop
   */
  Reading.NotReplayable of(String detail) {
    return new Reading.NotReplayable(code, detail);
  }
}
