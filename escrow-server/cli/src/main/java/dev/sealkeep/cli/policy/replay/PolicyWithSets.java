package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;

/**
 * A policy and the reference sets that it sees.
 *
 * @param references the sets under their names
 */
public record PolicyWithSets(Policy policy, Map<String, ReferenceSet> references) {
  /** Copies {@code references}. */
  public PolicyWithSets {
    references = Map.copyOf(references);
  }

  Evaluation evaluate(ClaimSet claims) {
    return policy.evaluate(claims, references);
  }
}
