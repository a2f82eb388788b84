package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import java.util.List;
import java.util.Map;

/**
 * A formula made ready to be evaluated: one virtual call a part, with what can be known beforehand
 * known. Immutable and thread safe.
 */
abstract class Step {
  /** What a formula evaluates by. */
  static Step of(Formula formula) {
    return switch (formula) {
      case Formula.Check check when check.requirement() instanceof Requirement.OfEntries each ->
          new EntriesStep(check, each);
      case Formula.Check check -> CheckStep.of(check);
      case Formula.All all -> new All(of(all.parts()));
      case Formula.Any any -> new Any(of(any.parts()));
      case Formula.Negation negation -> new Negation(of(negation.operand()));
    };
  }

  private static Step[] of(List<Formula> parts) {
    return parts.stream().map(Step::of).toArray(Step[]::new);
  }

  /**
   * A claim's name as it is looked up: interned, so that a verifier's literal is the same object.
   */
  static String key(Claim claim) {
    return claim.name().intern();
  }

  /**
   * What the formula comes to. Every check in it is made, also where the outcome is settled, and
   * recorded in the order of the source.
   *
   * @param values the claims, or the fields of an entry
   */
  abstract Outcome run(Evaluator evaluator, Map<String, ClaimValue> values);

  private static final class All extends Step {
    private final Step[] parts;

    All(Step[] parts) {
      this.parts = parts;
    }

    @Override
    Outcome run(Evaluator evaluator, Map<String, ClaimValue> values) {
      Outcome outcome = Outcome.TRUE;
      for (Step part : parts) {
        outcome = outcome.and(part.run(evaluator, values));
      }
      return outcome;
    }
  }

  private static final class Any extends Step {
    private final Step[] parts;

    Any(Step[] parts) {
      this.parts = parts;
    }

    @Override
    Outcome run(Evaluator evaluator, Map<String, ClaimValue> values) {
      Outcome outcome = Outcome.FALSE;
      for (Step part : parts) {
        outcome = outcome.or(part.run(evaluator, values));
      }
      return outcome;
    }
  }

  private static final class Negation extends Step {
    private final Step operand;

    Negation(Step operand) {
      this.operand = operand;
    }

    @Override
    Outcome run(Evaluator evaluator, Map<String, ClaimValue> values) {
      return operand.run(evaluator, values).not();
    }
  }
}
