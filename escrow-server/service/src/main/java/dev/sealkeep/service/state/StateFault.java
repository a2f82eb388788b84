package dev.sealkeep.service.state;

/** Why state cannot be used for a release; the codes stand in denial entries and explanations. */
public enum StateFault {
  /** There is no such tenant or key. */
  KEY_UNKNOWN("key.unknown"),
  /** The key has no such version. */
  KEY_VERSION_UNKNOWN("key.version-unknown"),
  /** The key was disabled. */
  KEY_DISABLED("key.disabled"),
  /** The key names a policy that does not exist. */
  POLICY_UNKNOWN("policy.unknown"),
  /** The policy's text does not compile with this version of the language. */
  POLICY_REJECTED("policy.rejected"),
  /** A row's MAC is not the one its tenant's state key gives: somebody edited the database. */
  ROW_FORGED("state.row-forged"),
  /** A row is not the newest state the log knows: an older one was put back. */
  ROW_STALE("state.row-stale"),
  /** A row that the log knows is missing. */
  ROW_MISSING("state.row-missing"),
  /** A wrapped secret does not open. */
  UNWRAP_FAILED("state.unwrap-failed");

  private final String code;

  StateFault(String code) {
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** Whether it means that somebody tampered with the database, or that it is damaged. */
  public boolean alarming() {
    return code.startsWith("state.");
  }
}
