package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Set;
import java.util.stream.Collectors;

/** Warns of a policy that permits nothing, of clauses that permit everything or forbid nothing. */
final class EffectRule implements Rule {
  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    Set<String> permitted =
        policy.clauses().stream()
            .filter(clause -> clause.kind() == PolicySyntax.Kind.PERMIT)
            .map(clause -> clause.technology().text())
            .collect(Collectors.toSet());
    if (permitted.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.NEVER_PERMITS,
          policy.name().region(),
          "this policy has no permit clause, so it never permits");
    }
    for (PolicySyntax.Clause clause : policy.clauses()) {
      if (clause.kind() == PolicySyntax.Kind.PERMIT && clause.conditions().isEmpty()) {
        diagnostics.add(
            DiagnosticCode.PERMITS_EVERYTHING,
            clause.keyword().region(),
            "this clause has no condition, so it permits every machine of its technology");
      }
      if (!permitted.isEmpty() && !permitted.contains(clause.technology().text())) {
        diagnostics.add(
            DiagnosticCode.FORBIDS_NOTHING,
            clause.keyword().region(),
            "no clause permits " + clause.technology().text() + ", so there is nothing to forbid");
      }
    }
  }
}
