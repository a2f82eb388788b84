package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.HashSet;
import java.util.Set;

/** Warns of a reference that no condition uses. */
final class UnusedReferenceRule implements Rule {
  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    Set<String> used = used(policy);
    for (PolicySyntax.ReferenceDeclaration reference : policy.references()) {
      if (!used.contains(reference.alias().text())) {
        diagnostics.add(
            DiagnosticCode.UNUSED_REFERENCE,
            reference.alias().region(),
            "no condition uses `" + reference.alias().text() + "`");
      }
    }
  }

  /** The names of the references that conditions use. */
  static Set<String> used(PolicySyntax policy) {
    Set<String> used = new HashSet<>();
    policy.clauses().stream()
        .flatMap(clause -> clause.conditions().stream())
        .forEach(line -> collect(line.expression(), used));
    return used;
  }

  private static void collect(Expression expression, Set<String> used) {
    switch (expression) {
      case Expression.And and -> and.parts().forEach(part -> collect(part, used));
      case Expression.Or or -> or.parts().forEach(part -> collect(part, used));
      case Expression.Not not -> collect(not.operand(), used);
      case Expression.InSet member -> used.add(member.alias().text());
      case Expression.Flag _,
          Expression.Comparison _,
          Expression.InList _,
          Expression.Faulty _ -> {}
    }
  }
}
