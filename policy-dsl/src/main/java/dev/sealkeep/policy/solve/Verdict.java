package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Whether some constraints can hold together. */
public sealed interface Verdict {
  /**
   * They can.
   *
   * @param claims claims for which they hold; a claim that does not matter is left out
   * @param assumed values that sets not at hand would have to hold, under the set's name, a newline
   *     and the column; values not named here they do not hold
   */
  record Satisfiable(Map<String, ClaimValue> claims, Map<String, Set<ClaimValue>> assumed)
      implements Verdict {
    /** Copies both maps. */
    public Satisfiable {
      claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
      assumed = Collections.unmodifiableMap(new LinkedHashMap<>(assumed));
    }
  }

  /** They cannot. */
  record Unsatisfiable() implements Verdict {}

  /** The search reached its bound. */
  record Exhausted() implements Verdict {}
}
