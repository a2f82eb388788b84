package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A policy has one description, and a declared name stands for one thing. */
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
    for (Word alias : declared(policy)) {
      Word first = alias.isMissing() ? null : seen.putIfAbsent(alias.text(), alias);
      if (first != null) {
        diagnostics.add(
            DiagnosticCode.DUPLICATE,
            alias.region(),
            "`" + alias.text() + "` is declared already, in line " + first.region().line());
      }
    }
  }

  private static List<Word> declared(PolicySyntax policy) {
    List<Word> names = new ArrayList<>();
    policy.references().forEach(reference -> names.add(reference.alias()));
    policy.constants().forEach(constant -> names.add(constant.alias()));
    policy.bindings().forEach(binding -> names.add(binding.alias()));
    names.sort(
        Comparator.comparingInt((Word name) -> name.region().line())
            .thenComparingInt(name -> name.region().column()));
    return names;
  }
}
