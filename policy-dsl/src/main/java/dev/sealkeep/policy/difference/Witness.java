package dev.sealkeep.policy.difference;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;

/**
 * Claims on which two policies differ, as the evaluator has it.
 *
 * @param claims those that matter; any other may be added or missing
 * @param assumed what sets that were not at hand would hold for this
 * @param before what the old policy says of them
 * @param after what the new policy says of them
 */
public record Witness(
    ClaimSet claims, Map<String, ReferenceSet> assumed, Evaluation before, Evaluation after) {
  /** Copies {@code assumed}. */
  public Witness {
    assumed = Map.copyOf(assumed);
  }
}
