package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.syntax.PolicySyntax;
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

  /** How many outcomes a recording holds of it: its own, its lines', and their checks'. */
  int parts() {
    return 1
        + conditions.stream().mapToInt(line -> 1 + (int) line.formula().checks().count()).sum();
  }
}
