package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;

/** Ends the reading of untrusted bytes within this package; never leaves it. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  Malformed(Reason reason) {
    super(reason.detail(), null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
