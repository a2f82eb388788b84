package dev.sealkeep.evidence.intel;

import java.time.Instant;

/**
 * When a signed document counts.
 *
 * @param issueDate from when on
 * @param nextUpdate until when
 * @param evaluationDataNumber which of Intel's TCB recoveries it takes account of
 */
record Lifetime(Instant issueDate, Instant nextUpdate, int evaluationDataNumber)
    implements Comparable<Lifetime> {
  static Lifetime read(CollateralObject document) throws Malformed {
    return new Lifetime(
        document.time("issueDate"),
        document.time("nextUpdate"),
        document.integer("tcbEvaluationDataNumber", 0, Integer.MAX_VALUE));
  }

  /** The one that knows more recoveries is greater, then the one issued later. */
  @Override
  public int compareTo(Lifetime other) {
    int byNumber = Integer.compare(evaluationDataNumber, other.evaluationDataNumber);
    return byNumber != 0 ? byNumber : issueDate.compareTo(other.issueDate);
  }
}
