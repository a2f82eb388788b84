package dev.sealkeep.policy.nearest;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.solve.Admission;
import dev.sealkeep.policy.solve.Constraint;
import dev.sealkeep.policy.solve.Solver;
import dev.sealkeep.policy.solve.Space;
import dev.sealkeep.policy.solve.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the nearest miss: the solver is asked for admitted claims that differ in one place, then in
 * two, and so on, so the first answer has the fewest changes.
 */
public final class NearestMiss {
  /** The most changes that are looked for. */
  public static final int MAX_CHANGES = 12;

  private static final long STEPS = 5_000_000;

  private NearestMiss() {}

  /**
   * How near claims are to being permitted.
   *
   * @param references the sets at hand, under their names
   */
  public static Nearness of(Policy policy, ClaimSet claims, Map<String, ReferenceSet> references) {
    if (policy.evaluate(claims, references).permitted()) {
      return new Nearness.Permitted();
    }
    SortedSet<String> missing = new TreeSet<>(policy.referenceSets());
    missing.removeAll(references.keySet());
    if (!missing.isEmpty()) {
      return new Nearness.SetsMissing(missing);
    }
    Admission admission = new Admission(policy, claims.technology(), references);
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    return builder
        .build()
        .map(space -> search(space, admission.admits(space), policy, claims, references))
        .orElseGet(() -> new Nearness.Beyond(0));
  }

  private static Nearness search(
      Space space,
      Constraint admits,
      Policy policy,
      ClaimSet claims,
      Map<String, ReferenceSet> references) {
    if (Solver.solve(space, admits, STEPS) instanceof Verdict.Unsatisfiable) {
      return new Nearness.Never();
    }
    int most = Math.min(MAX_CHANGES, space.claims().size());
    for (int changes = 1; changes <= most; changes++) {
      Verdict verdict = Solver.solveNear(space, admits, claims.claims(), changes, STEPS);
      if (verdict instanceof Verdict.Exhausted) {
        return new Nearness.Beyond(changes - 1);
      }
      if (verdict instanceof Verdict.Satisfiable found) {
        Map<String, ClaimValue> changed = applied(space, claims, found);
        return policy.evaluate(new ClaimSet(claims.technology(), changed), references).permitted()
            ? new Nearness.Miss(changes(space, claims, changed))
            : new Nearness.Beyond(changes - 1);
      }
    }
    return new Nearness.Beyond(most);
  }

  private static Map<String, ClaimValue> applied(
      Space space, ClaimSet claims, Verdict.Satisfiable found) {
    Map<String, ClaimValue> changed = new HashMap<>(claims.claims());
    for (String claim : space.claims()) {
      changed.remove(claim);
    }
    changed.putAll(found.claims());
    return changed;
  }

  private static List<Change> changes(
      Space space, ClaimSet claims, Map<String, ClaimValue> changed) {
    List<Change> changes = new ArrayList<>();
    for (String claim : space.claims()) {
      Optional<ClaimValue> needed = Optional.ofNullable(changed.get(claim));
      if (!claims.get(claim).equals(needed)) {
        changes.add(new Change(claim, claims.get(claim), needed));
      }
    }
    return changes;
  }
}
