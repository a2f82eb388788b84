package dev.sealkeep.policy.evaluate;

/** What a policy says of one item of evidence. */
public record Evaluation(Reason reason, Explanation explanation) {
  /** Whether the policy permits. */
  public boolean permitted() {
    return reason.permits();
  }

  /** The stable code of the reason, such as {@code policy.no-permit-matched}. */
  public String reasonCode() {
    return reason.code();
  }
}
