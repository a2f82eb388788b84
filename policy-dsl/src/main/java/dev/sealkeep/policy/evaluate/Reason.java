package dev.sealkeep.policy.evaluate;

/** Why a policy decided as it did. The codes are stable and documented. */
public enum Reason {
  /** A permit clause is true and no forbid clause applies. */
  PERMITTED("policy.permitted", "a permit clause is true and no forbid clause applies"),
  /** No permit clause is for the technology of the evidence. */
  NO_PERMIT_FOR_TECHNOLOGY(
      "policy.no-permit-for-technology", "no permit clause is for this technology"),
  /** A forbid clause is true. */
  FORBIDDEN("policy.forbidden", "a forbid clause is true"),
  /** A forbid clause is unknown, and none is true. */
  FORBID_UNDECIDED(
      "policy.forbid-undecided", "a forbid clause is unknown, which forbids as true does"),
  /** Every permit clause is false. */
  NO_PERMIT_MATCHED("policy.no-permit-matched", "every permit clause is false"),
  /** No permit clause is true, and one is unknown. */
  PERMIT_UNDECIDED(
      "policy.permit-undecided",
      "no permit clause is true, and one is unknown, which permits nothing"),
  /** A clause that decided is unknown because a reference set is missing. */
  REFERENCE_MISSING(
      "policy.reference-missing", "a clause is unknown because its reference set is missing");

  private final String code;
  private final String sentence;

  Reason(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** The reason in words. */
  public String sentence() {
    return sentence;
  }

  /** Whether the policy permits. */
  public boolean permits() {
    return this == PERMITTED;
  }

  @Override
  public String toString() {
    return code;
  }
}
