package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.Map;

/** A check of the entries of a list: the checks within are counted, and not this one. */
final class EntriesStep extends Step {
  private final String claim;
  private final ClaimType type;
  private final boolean universal;
  private final Step body;

  EntriesStep(Formula.Check check, Requirement.OfEntries each) {
    this.claim = key(check.claim());
    this.type = check.claim().type();
    this.universal = each.universal();
    this.body = Step.of(each.body());
  }

  @Override
  Outcome run(Evaluator evaluator, Map<String, ClaimValue> values) {
    return evaluator.recorded(
        values.get(claim) instanceof ClaimValue.Entries list && type.admits(list)
            ? evaluator.entries(universal, body, list.entries())
            : Outcome.UNKNOWN);
  }
}
