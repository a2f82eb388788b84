package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.List;
import java.util.Map;

/**
 * The clauses of one technology, which decide together.
 *
 * @param clauses in the order of the policy
 * @param parts how many checks, lines and clauses a recording of them has
 */
record Ruling(List<CompiledClause> clauses, int parts) {
  /** What there is where a policy does not speak of a technology. */
  static final Ruling NONE = of(List.of());

  static Ruling of(List<CompiledClause> clauses) {
    return new Ruling(List.copyOf(clauses), clauses.stream().mapToInt(CompiledClause::parts).sum());
  }

  Reason decide(Map<String, ClaimValue> claims, Evaluator evaluator) {
    boolean permits = false;
    Outcome permit = Outcome.FALSE;
    Outcome forbid = Outcome.FALSE;
    boolean permitLacks = false;
    boolean forbidLacks = false;
    for (int i = 0; i < clauses.size(); i++) {
      CompiledClause clause = clauses.get(i);
      Outcome one = evaluator.clause(clause, claims);
      boolean lacks = one == Outcome.UNKNOWN && evaluator.lacksReference();
      if (clause.kind() == PolicySyntax.Kind.PERMIT) {
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
