package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;
import java.util.HashMap;
import java.util.Map;

/** A policy has one description, and a reference's name stands for one set. */
final class DuplicatesRule implements Rule {
  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    policy.descriptions().stream()
        .skip(1)
        .forEach(
            second ->
                diagnostics.add(
                    DiagnosticCode.DUPLICATE,
                    second.region(),
                    "the policy has a description already, in line "
                        + policy.descriptions().getFirst().region().line()));
    Map<String, Word> seen = new HashMap<>();
    for (PolicySyntax.ReferenceDeclaration reference : policy.references()) {
      Word alias = reference.alias();
      Word first = alias.isMissing() ? null : seen.putIfAbsent(alias.text(), alias);
      if (first != null) {
        diagnostics.add(
            DiagnosticCode.DUPLICATE,
            alias.region(),
            "`" + alias.text() + "` is declared already, in line " + first.region().line());
      }
    }
  }
}
