package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Operator;
import java.util.Map;

/**
 * A check of one value. A value that is not of its claim's type is unknown, whatever is asked of
 * it.
 */
abstract class CheckStep extends Step {
  private final String claim;

  private CheckStep(Formula.Check check) {
    this.claim = key(check.claim());
  }

  /**
   * The step of a check that is not on a list's entries; flags and integers, which most are of,
   * have one of their own.
   */
  static CheckStep of(Formula.Check check) {
    ClaimType type = check.claim().type();
    return switch (check.requirement()) {
      case Requirement.Identical(ClaimValue.Bool wanted, boolean negated)
          when type instanceof ClaimType.Bool ->
          new OfFlag(check, wanted.value() != negated);
      case Requirement.Identical(ClaimValue.Int wanted, boolean negated)
          when type instanceof ClaimType.Int range ->
          new OfInteger(
              check, range, negated ? Operator.NOT_EQUAL : Operator.EQUAL, wanted.value());
      case Requirement.Ordered(Operator operator, ClaimValue.Int bound)
          when type instanceof ClaimType.Int range ->
          new OfInteger(check, range, operator, bound.value());
      case Requirement.InReference wanted -> new InReference(check, wanted);
      case Requirement other -> new OfValue(check, other);
    };
  }

  @Override
  final Outcome run(Evaluator evaluator, Map<String, ClaimValue> values) {
    ClaimValue actual = values.get(claim);
    evaluator.count();
    return evaluator.recorded(actual == null ? Outcome.UNKNOWN : judge(evaluator, actual));
  }

  /** What a value comes to. */
  abstract Outcome judge(Evaluator evaluator, ClaimValue actual);

  private static final class OfFlag extends CheckStep {
    private final boolean wanted;

    OfFlag(Formula.Check check, boolean wanted) {
      super(check);
      this.wanted = wanted;
    }

    @Override
    Outcome judge(Evaluator evaluator, ClaimValue actual) {
      return actual instanceof ClaimValue.Bool flag
          ? Outcome.of(flag.value() == wanted)
          : Outcome.UNKNOWN;
    }
  }

  private static final class OfInteger extends CheckStep {
    private final ClaimType.Int range;
    private final Operator operator;
    private final long bound;

    OfInteger(Formula.Check check, ClaimType.Int range, Operator operator, long bound) {
      super(check);
      this.range = range;
      this.operator = operator;
      this.bound = bound;
    }

    @Override
    Outcome judge(Evaluator evaluator, ClaimValue actual) {
      return actual instanceof ClaimValue.Int number && range.admits(number.value())
          ? Outcome.of(operator.holds(Long.compareUnsigned(number.value(), bound)))
          : Outcome.UNKNOWN;
    }
  }

  /** What needs no more than the value. */
  private static final class OfValue extends CheckStep {
    private final ClaimType type;
    private final Requirement requirement;

    OfValue(Formula.Check check, Requirement requirement) {
      super(check);
      this.type = check.claim().type();
      this.requirement = requirement;
    }

    @Override
    Outcome judge(Evaluator evaluator, ClaimValue actual) {
      return type.admits(actual) ? Comparison.of(actual, requirement) : Outcome.UNKNOWN;
    }
  }

  private static final class InReference extends CheckStep {
    private final ClaimType type;
    private final Requirement.InReference wanted;

    InReference(Formula.Check check, Requirement.InReference wanted) {
      super(check);
      this.type = check.claim().type();
      this.wanted = wanted;
    }

    @Override
    Outcome judge(Evaluator evaluator, ClaimValue actual) {
      if (!type.admits(actual)) {
        return Outcome.UNKNOWN;
      }
      ReferenceSet set = evaluator.reference(wanted.set());
      return set == null
          ? Outcome.UNKNOWN
          : Outcome.of(
              set.contains(evaluator.technology(), wanted.column(), actual) != wanted.negated());
    }
  }
}
