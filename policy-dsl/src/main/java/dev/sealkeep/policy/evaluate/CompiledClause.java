package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A type-checked clause.
 *
 * @param line where its keyword stands
 * @param because why a forbid clause forbids
 */
public record CompiledClause(
    PolicySyntax.Kind kind,
    String technology,
    int line,
    List<CompiledLine> conditions,
    Optional<String> because) {

  /** Copies {@code conditions}. */
  public CompiledClause {
    conditions = List.copyOf(conditions);
  }

  /**
   * One line of a clause.
   *
   * @param text the source on one line
   */
  public record CompiledLine(String text, Region region, Formula formula) {}

  /** The most comparisons that evaluating it can take. */
  public long cost() {
    return conditions.stream().mapToLong(line -> line.formula().cost()).reduce(0, Formula::plus);
  }

  ClauseResult evaluate(Facts facts) {
    Outcome outcome = Outcome.TRUE;
    List<ClauseResult.LineResult> results = new ArrayList<>();
    for (CompiledLine condition : conditions) {
      List<CheckResult> checks = new ArrayList<>();
      Outcome one = condition.formula().evaluate(facts, checks::add);
      results.add(
          new ClauseResult.LineResult(condition.text(), condition.region().line(), one, checks));
      outcome = outcome.and(one);
    }
    return new ClauseResult(this, outcome, results);
  }
}
