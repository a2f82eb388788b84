package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.Names;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;

/** Policies, references and sets have names that the rest of the system can carry. */
final class NamesRule implements Rule {
  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    name(policy.name(), "a policy's name", diagnostics);
    for (PolicySyntax.ReferenceDeclaration reference : policy.references()) {
      name(reference.alias(), "a reference's name", diagnostics);
      // An empty literal reads as a missing word, but stands in the source.
      if (!Names.isSetName(reference.set().text()) && !wasReported(reference, diagnostics)) {
        diagnostics.add(
            DiagnosticCode.BAD_NAME,
            reference.set().region(),
            "a set's name is " + Names.SET_NAME_RULE);
      }
    }
    policy.constants().forEach(c -> name(c.alias(), "a constant's name", diagnostics));
    policy.bindings().forEach(b -> name(b.alias(), "a condition's name", diagnostics));
  }

  private static boolean wasReported(
      PolicySyntax.ReferenceDeclaration reference, Diagnostics diagnostics) {
    return reference.set().isMissing() && diagnostics.hasErrors();
  }

  private static void name(Word name, String what, Diagnostics diagnostics) {
    if (!name.isMissing() && !Names.isName(name.text())) {
      diagnostics.add(DiagnosticCode.BAD_NAME, name.region(), what + " is " + Names.NAME_RULE);
    }
  }
}
