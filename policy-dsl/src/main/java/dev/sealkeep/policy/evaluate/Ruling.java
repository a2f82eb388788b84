package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.List;
import java.util.Map;

/** The clauses of one technology, which decide together. */
final class Ruling {
  /** What there is where a policy does not speak of a technology. */
  static final Ruling NONE = new Ruling(List.of());

  private final List<CompiledClause> clauses;

  /** The steps of each clause's lines. */
  private final Step[][] steps;

  private final int parts;

  /** A ruling by some clauses, in the order of the policy. */
  Ruling(List<CompiledClause> clauses) {
    this.clauses = List.copyOf(clauses);
    this.steps = clauses.stream().map(Ruling::steps).toArray(Step[][]::new);
    this.parts = clauses.stream().mapToInt(CompiledClause::parts).sum();
  }

  private static Step[] steps(CompiledClause clause) {
    return clause.conditions().stream().map(line -> Step.of(line.formula())).toArray(Step[]::new);
  }

  List<CompiledClause> clauses() {
    return clauses;
  }

  /** How many checks, lines and clauses a recording has. */
  int parts() {
    return parts;
  }

  Reason decide(Map<String, ClaimValue> claims, Evaluator evaluator) {
    boolean permits = false;
    Outcome permit = Outcome.FALSE;
    Outcome forbid = Outcome.FALSE;
    boolean permitLacks = false;
    boolean forbidLacks = false;
    for (int i = 0; i < clauses.size(); i++) {
      Outcome one = evaluator.clause(steps[i], claims);
      boolean lacks = one == Outcome.UNKNOWN && evaluator.lacksReference();
      if (clauses.get(i).kind() == PolicySyntax.Kind.PERMIT) {
        permits = true;
        permit = permit.or(one);
        permitLacks |= lacks;
      } else {
        forbid = forbid.or(one);
        forbidLacks |= lacks;
      }
    }
    if (!permits) {
      return Reason.NO_PERMIT_FOR_TECHNOLOGY;
    }
    return switch (forbid) {
      case TRUE -> Reason.FORBIDDEN;
      case UNKNOWN -> forbidLacks ? Reason.REFERENCE_MISSING : Reason.FORBID_UNDECIDED;
      case FALSE ->
          switch (permit) {
            case TRUE -> Reason.PERMITTED;
            case UNKNOWN -> permitLacks ? Reason.REFERENCE_MISSING : Reason.PERMIT_UNDECIDED;
            case FALSE -> Reason.NO_PERMIT_MATCHED;
          };
    };
  }
}
