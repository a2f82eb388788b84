package dev.sealkeep.cli.policy.replay;

/**
 * What was decided on an attestation when it was made.
 *
 * @param released whether a key was released
 * @param reason the stable code of the reason
 */
record PastDecision(boolean released, String reason) {
  /** The reason of a denial of which no more is known; taken for the policy's. */
  static final String NOT_RECORDED = "replay.reason_not_recorded";

  private static final String OF_POLICIES = "policy.";

  /** Whether it was for the policy's sake: a disabled key, for one, stays shut under any. */
  boolean byPolicy() {
    return reason.equals(NOT_RECORDED) || reason.startsWith(OF_POLICIES);
  }
}
