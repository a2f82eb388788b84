package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A type-checked condition. Every part is evaluated, also where the outcome is settled, so that an
 * explanation is whole and its cost does not depend on the evidence.
 */
public sealed interface Formula {
  /** The outcome on some facts; every check's result goes to {@code results}. */
  Outcome evaluate(Facts facts, Consumer<CheckResult> results);

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

    @Override
    public Outcome evaluate(Facts facts, Consumer<CheckResult> results) {
      Outcome outcome = Outcome.TRUE;
      for (Formula part : parts) {
        outcome = outcome.and(part.evaluate(facts, results));
      }
      return outcome;
    }
  }

  /** True when a part is. */
  record Any(List<Formula> parts) implements Formula {
    /** Copies {@code parts}. */
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Outcome evaluate(Facts facts, Consumer<CheckResult> results) {
      Outcome outcome = Outcome.FALSE;
      for (Formula part : parts) {
        outcome = outcome.or(part.evaluate(facts, results));
      }
      return outcome;
    }
  }

  /** True when the operand is false. */
  record Negation(Formula operand) implements Formula {
    @Override
    public Outcome evaluate(Facts facts, Consumer<CheckResult> results) {
      return operand.evaluate(facts, results).not();
    }
  }

  /**
   * Asks one claim for one thing.
   *
   * @param text the source on one line
   */
  record Check(String text, Region region, Claim claim, Requirement requirement)
      implements Formula {
    @Override
    public Outcome evaluate(Facts facts, Consumer<CheckResult> results) {
      Optional<ClaimValue> actual = facts.claims().get(claim.name());
      Finding finding = find(facts, actual);
      results.accept(
          new CheckResult(this, finding.outcome(), actual, finding.note(), finding.doubt()));
      return finding.outcome();
    }

    private Finding find(Facts facts, Optional<ClaimValue> actual) {
      if (actual.isEmpty()) {
        return Finding.unknown(new Doubt.ClaimMissing(claim.name()));
      }
      return claim.type().admits(actual.get())
          ? new Comparison(claim.name(), facts).compare(actual.get(), requirement)
          : Finding.unknown(new Doubt.ClaimOutsideSchema(claim.name(), claim.type().describe()));
    }
  }
}
