package dev.sealkeep.policy.difference;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.solve.Admission;
import dev.sealkeep.policy.solve.AssumedSets;
import dev.sealkeep.policy.solve.Constraint;
import dev.sealkeep.policy.solve.Solver;
import dev.sealkeep.policy.solve.Space;
import dev.sealkeep.policy.solve.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares two policies. For each technology the solver is asked for claims that one admits and the
 * other denies, both ways; what it finds is shown to the evaluator before it counts, so that no
 * difference is reported that is none. Where the solver reaches its bound, or the evaluator does
 * not agree, the technology is undecided.
 */
public final class PolicyDifference {
  private final Side before;
  private final Side after;
  private final long steps;

  private PolicyDifference(Side before, Side after, long steps) {
    this.before = before;
    this.after = after;
    this.steps = steps;
  }

  /** Compares an old and a new policy. */
  public static Difference between(Side before, Side after) {
    return between(before, after, Solver.DEFAULT_STEPS);
  }

  /** Compares within so many steps of the solver for each technology and direction. */
  public static Difference between(Side before, Side after, long steps) {
    return new PolicyDifference(before, after, steps).compare();
  }

  private Difference compare() {
    SortedSet<String> technologies = new TreeSet<>(before.policy().technologies());
    technologies.addAll(after.policy().technologies());
    List<Witness> shutOut = new ArrayList<>();
    List<Witness> letIn = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    for (String technology : technologies) {
      Admission old = new Admission(before.policy(), technology, before.references());
      Admission fresh = new Admission(after.policy(), technology, after.references());
      Space.Builder builder = Space.builder();
      old.addTo(builder);
      fresh.addTo(builder);
      Optional<Space> space = builder.build();
      boolean less =
          space
              .filter(s -> search(s, old.admits(s), fresh.denies(s), technology, true, shutOut))
              .isPresent();
      boolean more =
          space
              .filter(s -> search(s, fresh.admits(s), old.denies(s), technology, false, letIn))
              .isPresent();
      if (!less || !more) {
        undecided.add(technology);
      }
    }
    return Difference.of(shutOut, letIn, undecided);
  }

  /** Looks for one witness; whether that was decided. */
  private boolean search(
      Space space,
      Constraint admits,
      Constraint denies,
      String technology,
      boolean byOld,
      List<Witness> found) {
    return switch (Solver.solve(space, Constraint.and(admits, denies), steps)) {
      case Verdict.Unsatisfiable _ -> true;
      case Verdict.Exhausted _ -> false;
      case Verdict.Satisfiable claims -> {
        Optional<Witness> witness = confirm(claims, technology, byOld);
        witness.ifPresent(found::add);
        yield witness.isPresent();
      }
    };
  }

  private Optional<Witness> confirm(
      Verdict.Satisfiable found, String technology, boolean admittedByOld) {
    ClaimSet claims = new ClaimSet(technology, found.claims());
    Map<String, ReferenceSet> assumed = AssumedSets.of(technology, found.assumed());
    TreeSet<String> missing = new TreeSet<>(before.policy().referenceSets());
    missing.addAll(after.policy().referenceSets());
    missing.removeAll(assumed.keySet());
    Map<String, ReferenceSet> sets = AssumedSets.with(assumed, missing);
    Evaluation old = before.policy().evaluate(claims, before.seeing(sets));
    Evaluation fresh = after.policy().evaluate(claims, after.seeing(sets));
    return old.permitted() == admittedByOld && fresh.permitted() != admittedByOld
        ? Optional.of(new Witness(claims, assumed, old, fresh))
        : Optional.empty();
  }
}
