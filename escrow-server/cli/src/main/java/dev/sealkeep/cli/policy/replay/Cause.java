package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.policy.evaluate.ClauseResult;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.evaluate.Explanation;
import dev.sealkeep.policy.evaluate.Outcome;
import dev.sealkeep.policy.evaluate.Reason;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why an attestation was decided so, such that those decided for the same cause are equal.
 *
 * @param technology the tag whose root verified; empty where that is not known
 * @param reason a stable code
 * @param conditions the lines of the policy that decided; empty where the reason alone is known
 * @param because what the forbid clauses that decided say
 */
record Cause(
    String technology, String reason, List<Condition> conditions, Optional<String> because) {
  /**
   * A line of a policy.
   *
   * @param line where it begins
   * @param text the source on one line
   * @param outcome what it came to
   */
  record Condition(int line, String text, String outcome) {}

  /** Copies {@code conditions}. */
  Cause {
    conditions = List.copyOf(conditions);
  }

  /** A cause of which the reason alone is known. */
  static Cause of(String technology, String reason) {
    return new Cause(technology, reason, List.of(), Optional.empty());
  }

  /**
   * The cause of a decision. Of a denial it names the lines of the forbid clauses that apply, or
   * those lines that are not true in the permit clause that lacks the fewest.
   */
  static Cause of(Evaluation evaluation) {
    Explanation explanation = evaluation.explanation();
    List<ClauseResult> clauses = deciding(explanation);
    return new Cause(
        explanation.technology(),
        evaluation.reasonCode(),
        clauses.stream().flatMap(clause -> conditions(clause, evaluation.reason())).toList(),
        clauses.stream().flatMap(clause -> clause.clause().because().stream()).findFirst());
  }

  private static List<ClauseResult> deciding(Explanation explanation) {
    return switch (explanation.reason()) {
      case PERMITTED, NO_PERMIT_FOR_TECHNOLOGY -> List.of();
      case FORBIDDEN -> clauses(explanation, forbidding(Outcome.TRUE));
      case FORBID_UNDECIDED -> clauses(explanation, forbidding(Outcome.UNKNOWN));
      case NO_PERMIT_MATCHED, PERMIT_UNDECIDED -> nearest(explanation);
      case REFERENCE_MISSING -> clauses(explanation, clause -> clause.outcome() == Outcome.UNKNOWN);
    };
  }

  private static Predicate<ClauseResult> forbidding(Outcome outcome) {
    return clause ->
        clause.clause().kind() == PolicySyntax.Kind.FORBID && clause.outcome() == outcome;
  }

  private static List<ClauseResult> clauses(Explanation explanation, Predicate<ClauseResult> of) {
    return explanation.clauses().stream().filter(of).toList();
  }

  private static List<ClauseResult> nearest(Explanation explanation) {
    return explanation.clauses().stream()
        .filter(clause -> clause.clause().kind() == PolicySyntax.Kind.PERMIT)
        .min(Comparator.comparingLong(Cause::lacking))
        .stream()
        .toList();
  }

  private static long lacking(ClauseResult permit) {
    return permit.conditions().stream().filter(line -> line.outcome() != Outcome.TRUE).count();
  }

  private static Stream<Condition> conditions(ClauseResult clause, Reason reason) {
    return clause.conditions().stream()
        .filter(
            line ->
                switch (reason) {
                  case FORBIDDEN -> true;
                  case FORBID_UNDECIDED, REFERENCE_MISSING -> line.outcome() == Outcome.UNKNOWN;
                  case NO_PERMIT_MATCHED, PERMIT_UNDECIDED -> line.outcome() != Outcome.TRUE;
                  case PERMITTED, NO_PERMIT_FOR_TECHNOLOGY -> false;
                })
        .map(line -> new Condition(line.line(), line.text(), line.outcome().word()));
  }
}
