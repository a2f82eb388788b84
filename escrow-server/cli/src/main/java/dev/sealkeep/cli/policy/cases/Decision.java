package dev.sealkeep.cli.policy.cases;

import java.util.Locale;

/** How a case can end. */
enum Decision {
  /** The policy permits. */
  PERMITTED,
  /** The policy denies. */
  DENIED,
  /** The evidence did not verify, so that no policy was asked. */
  REJECTED;

  /** The lower-case word. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
