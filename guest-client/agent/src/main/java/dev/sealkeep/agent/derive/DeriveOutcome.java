package dev.sealkeep.agent.derive;

import java.util.List;

/** What came of reading a request for a derived key. */
public sealed interface DeriveOutcome {
  /**
   * Every value was good.
   *
   * @param warnings what a person should know before relying on the key, one line each
   */
  record Valid(DeriveRequest request, List<String> warnings) implements DeriveOutcome {
    /** Copies the list. */
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** All that is wrong, one line each, each with what to do. */
  record Invalid(List<String> problems) implements DeriveOutcome {
    /** Copies the list. */
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
