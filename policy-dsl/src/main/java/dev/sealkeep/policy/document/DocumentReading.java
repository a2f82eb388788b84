package dev.sealkeep.policy.document;

import dev.sealkeep.policy.claim.ClaimSet;
import java.util.List;

/** What reading a document of claims gave. */
public sealed interface DocumentReading {
  /** Every claim is known and of its type. */
  record Read(ClaimSet claims) implements DocumentReading {}

  /**
   * The document is refused.
   *
   * @param problems at least one, each a sentence without a full stop
   */
  record Refused(List<String> problems) implements DocumentReading {
    /** Copies {@code problems}. */
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
