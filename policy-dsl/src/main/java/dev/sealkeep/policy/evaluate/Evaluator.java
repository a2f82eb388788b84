package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation, for one thread and one use. Every part of a formula is evaluated, also where the
 * outcome is settled, so that a recording is whole and the cost does not depend on the evidence.
 *
 * <p>It allocates nothing for a condition, but for one on a list of entries or a set of words; and
 * it makes no more comparisons than {@link Formula#cost}, since a list that is longer than its type
 * allows is not looked into.
 */
final class Evaluator {
  private final String technology;
  private final Map<String, ReferenceSet> references;
  private final @Nullable Recording recording;

  /** The first set of the clause at hand that was wanted and is missing. */
  private @Nullable String missingSet;

  private int comparisons;

  /**
   * Makes one.
   *
   * @param recording receives what each check, line and clause comes to, if given
   */
  Evaluator(
      String technology, Map<String, ReferenceSet> references, @Nullable Recording recording) {
    this.technology = technology;
    this.references = references;
    this.recording = recording;
  }

  /** How many comparisons were made so far. */
  int comparisons() {
    return comparisons;
  }

  /** Whether a check of the last clause is unknown because a reference set is missing. */
  boolean lacksReference() {
    return missingSet != null;
  }

  /** What a clause comes to: true if all of its lines are. */
  Outcome clause(CompiledClause clause, Map<String, ClaimValue> claims) {
    missingSet = null;
    Outcome outcome = Outcome.TRUE;
    List<CompiledClause.CompiledLine> lines = clause.conditions();
    for (int i = 0; i < lines.size(); i++) {
      outcome = outcome.and(recorded(formula(lines.get(i).formula(), claims)));
    }
    return recorded(outcome);
  }

  private Outcome recorded(Outcome outcome) {
    if (recording != null) {
      recording.add(outcome);
    }
    return outcome;
  }

  /**
   * What a formula comes to.
   *
   * @param values the claims, or the fields of an entry
   */
  private Outcome formula(Formula formula, Map<String, ClaimValue> values) {
    return switch (formula) {
      case Formula.Check check -> recorded(check(check, values));
      case Formula.All all -> {
        Outcome outcome = Outcome.TRUE;
        for (int i = 0; i < all.parts().size(); i++) {
          outcome = outcome.and(formula(all.parts().get(i), values));
        }
        yield outcome;
      }
      case Formula.Any any -> {
        Outcome outcome = Outcome.FALSE;
        for (int i = 0; i < any.parts().size(); i++) {
          outcome = outcome.or(formula(any.parts().get(i), values));
        }
        yield outcome;
      }
      case Formula.Negation negation -> formula(negation.operand(), values).not();
    };
  }

  private Outcome check(Formula.Check check, Map<String, ClaimValue> values) {
    ClaimValue actual = values.get(check.claim().name());
    // An entry's checks count, not the list's.
    comparisons += check.requirement() instanceof Requirement.OfEntries ? 0 : 1;
    return actual != null && check.claim().type().admits(actual)
        ? compare(actual, check.requirement())
        : Outcome.UNKNOWN;
  }

  private Outcome compare(ClaimValue actual, Requirement requirement) {
    return switch (requirement) {
      case Requirement.Identical identical -> Comparison.identical(actual, identical);
      case Requirement.OneOf list -> Comparison.oneOf(actual, list);
      case Requirement.Ordered ordered -> Comparison.ordered(actual, ordered);
      case Requirement.Contains wanted -> Comparison.contains(actual, wanted);
      case Requirement.TcbFloor floor -> Comparison.floor(actual, floor);
      case Requirement.InReference reference -> inReference(actual, reference);
      case Requirement.OfEntries each ->
          actual instanceof ClaimValue.Entries list
              ? ofEntries(list.entries(), each)
              : Outcome.UNKNOWN;
    };
  }

  private Outcome inReference(ClaimValue actual, Requirement.InReference wanted) {
    ReferenceSet set = references.get(wanted.set());
    if (set == null) {
      missing(wanted.set());
      return Outcome.UNKNOWN;
    }
    return Outcome.of(set.contains(technology, wanted.column(), actual) != wanted.negated());
  }

  private void missing(String set) {
    if (missingSet == null) {
      missingSet = set;
    }
  }

  private Outcome ofEntries(List<Map<String, ClaimValue>> entries, Requirement.OfEntries each) {
    Evaluator inner = new Evaluator(technology, references, null);
    Outcome outcome = Outcome.of(each.universal());
    int met = 0;
    int unknown = 0;
    for (int i = 0; i < entries.size(); i++) {
      Outcome one = inner.formula(each.body(), entries.get(i));
      outcome = each.universal() ? outcome.and(one) : outcome.or(one);
      met += one == Outcome.TRUE ? 1 : 0;
      unknown += one == Outcome.UNKNOWN ? 1 : 0;
    }
    comparisons += inner.comparisons;
    if (outcome == Outcome.UNKNOWN && inner.missingSet != null) {
      missing(inner.missingSet);
    }
    if (recording != null) {
      recording.add(new Recording.Tally(entries.size(), met, unknown, inner.missingSet));
    }
    return outcome;
  }
}
