package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.evidence.RecordedEvidence;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * One case.
 *
 * @param name unique among the cases of a policy
 * @param file where it stands
 * @param references the sets at hand, under their names
 */
record PolicyCase(
    String name,
    Path file,
    Subject subject,
    Map<String, ReferenceSet> references,
    Expectation expectation) {
  /** Copies {@code references}. */
  PolicyCase {
    references = Map.copyOf(references);
  }

  /** What is decided on. */
  sealed interface Subject {
    /** Claims as they stand in the file. */
    record Claimed(ClaimSet claims) implements Subject {}

    /** Evidence that has to be verified first. */
    record Recorded(RecordedEvidence evidence, Instant at) implements Subject {}
  }
}
