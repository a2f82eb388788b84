package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A type-checked condition. Every part is evaluated, also where the outcome is settled, so that an
 * explanation is whole and its cost does not depend on the evidence.
 */
public sealed interface Formula {
  /** The checks in the order of the source; those on the entries of a list are not among them. */
  default Stream<Check> checks() {
    return switch (this) {
      case All all -> all.parts().stream().flatMap(Formula::checks);
      case Any any -> any.parts().stream().flatMap(Formula::checks);
      case Negation negation -> negation.operand().checks();
      case Check check -> Stream.of(check);
    };
  }

  /** The most comparisons that evaluating it can take. */
  default long cost() {
    return switch (this) {
      case All all -> all.parts().stream().mapToLong(Formula::cost).reduce(0, Formula::plus);
      case Any any -> any.parts().stream().mapToLong(Formula::cost).reduce(0, Formula::plus);
      case Negation negation -> negation.operand().cost();
      case Check check
          when check.requirement() instanceof Requirement.OfEntries each
              && check.claim().type() instanceof ClaimType.Entries list ->
          Math.min(LIMIT, list.maxEntries() * each.body().cost());
      case Check _ -> 1;
    };
  }

  /** A sum that does not overflow. */
  static long plus(long a, long b) {
    return Math.min(LIMIT, a + b);
  }

  /**
   * Costs past this are all the same; no sum of two and no product with a list's length overflows.
   */
  long LIMIT = 1L << 32;

  /** True when all parts are; with no part, true. */
  record All(List<Formula> parts) implements Formula {
    /** Copies {@code parts}. */
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** True when a part is. */
  record Any(List<Formula> parts) implements Formula {
    /** Copies {@code parts}. */
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** True when the operand is false. */
  record Negation(Formula operand) implements Formula {}

  /**
   * Asks one claim for one thing.
   *
   * @param text the source on one line
   */
  record Check(String text, Region region, Claim claim, Requirement requirement)
      implements Formula {}
}
