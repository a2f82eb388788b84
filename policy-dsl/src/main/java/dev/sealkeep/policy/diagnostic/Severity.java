package dev.sealkeep.policy.diagnostic;

import java.util.Locale;

/** How bad a diagnostic is. */
public enum Severity {
  /** The source is refused. */
  ERROR,
  /** The source is accepted, but probably does not say what its author meant. */
  WARNING;

  /** The lower-case word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
