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

  /** The tag of the technology whose evidence it is. */
  String technology() {
    return technology;
  }

  /**
   * What a clause comes to, of whose lines {@code lines} are the steps: true if all of them are.
   */
  Outcome clause(Step[] lines, Map<String, ClaimValue> claims) {
    missingSet = null;
    Outcome outcome = Outcome.TRUE;
    for (Step line : lines) {
      outcome = outcome.and(recorded(line.run(this, claims)));
    }
    return recorded(outcome);
  }

  /** Counts a comparison. */
  void count() {
    comparisons++;
  }

  /** Records what a check, a line or a clause came to, if there is a recording. */
  Outcome recorded(Outcome outcome) {
    if (recording != null) {
      recording.add(outcome);
    }
    return outcome;
  }

  /** A reference set, or null, which is taken down, if it is missing. */
  @Nullable ReferenceSet reference(String name) {
    ReferenceSet set = references.get(name);
    if (set == null) {
      missing(name);
    }
    return set;
  }

  private void missing(String set) {
    if (missingSet == null) {
      missingSet = set;
    }
  }

  /** What a list's entries come to, of which all or any have to meet {@code body}. */
  Outcome entries(boolean universal, Step body, List<Map<String, ClaimValue>> entries) {
    Evaluator inner = new Evaluator(technology, references, null);
    Outcome outcome = Outcome.of(universal);
    int met = 0;
    int unknown = 0;
    for (int i = 0; i < entries.size(); i++) {
      Outcome one = body.run(inner, entries.get(i));
      outcome = universal ? outcome.and(one) : outcome.or(one);
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
