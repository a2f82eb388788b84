package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A hole that a clause of a policy leaves open.
 *
 * @param machine the technology, and which kind of machine where there are several
 * @param clause the permit clause that is true of the report
 * @param report the claims of a machine that would be given the key, as the evaluator has it
 * @param telling the claims of it that the policy asks about or that do the harm
 * @param assumed what sets that were not at hand would hold for this
 * @param cure what closes the hole
 */
public record Finding(
    Hole hole,
    String machine,
    CompiledClause clause,
    ClaimSet report,
    SortedSet<String> telling,
    Map<String, ReferenceSet> assumed,
    Cure cure) {
  /** Copies the collections. */
  public Finding {
    telling = Collections.unmodifiableSortedSet(new TreeSet<>(telling));
    assumed = Map.copyOf(assumed);
  }

  /** The claims of the report that tell it from any other, by name. */
  public SortedMap<String, ClaimValue> tellingClaims() {
    SortedMap<String, ClaimValue> claims = new TreeMap<>(report.claims());
    claims.keySet().retainAll(telling);
    return claims;
  }
}
