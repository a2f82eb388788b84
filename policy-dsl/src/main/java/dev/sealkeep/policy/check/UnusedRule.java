package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;

/** Warns of a name that no condition uses. */
final class UnusedRule implements Rule {
  private final Declarations declared;

  /** Judges after every clause was typed, which is what uses names. */
  UnusedRule(Declarations declared) {
    this.declared = declared;
  }

  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    policy
        .references()
        .forEach(r -> check(r.alias(), DiagnosticCode.UNUSED_REFERENCE, diagnostics));
    policy.constants().forEach(c -> check(c.alias(), DiagnosticCode.UNUSED_CONSTANT, diagnostics));
    policy.bindings().forEach(b -> check(b.alias(), DiagnosticCode.UNUSED_CONDITION, diagnostics));
  }

  private void check(Word alias, DiagnosticCode code, Diagnostics diagnostics) {
    if (!declared.isUsed(alias.text())) {
      diagnostics.add(code, alias.region(), "no condition uses `" + alias.text() + "`");
    }
  }
}
