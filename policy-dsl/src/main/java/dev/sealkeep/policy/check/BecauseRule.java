package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Optional;

/** A forbid clause says why, for whoever is refused by it; a permit clause has nothing to say. */
final class BecauseRule implements Rule {
  @Override
  public void check(PolicySyntax policy, Diagnostics diagnostics) {
    for (PolicySyntax.Clause clause : policy.clauses()) {
      boolean given = clause.because().isPresent();
      Region keyword = clause.keyword().region();
      switch (clause.kind()) {
        case FORBID -> {
          if (!given || isBlank(clause)) {
            diagnostics.add(
                DiagnosticCode.BECAUSE,
                given ? clause.because().orElseThrow().region() : keyword,
                "a forbid clause gives its reason",
                "end it with `} because \"...\"`");
          }
        }
        case PERMIT -> {
          if (given) {
            diagnostics.add(
                DiagnosticCode.BECAUSE,
                clause.because().orElseThrow().region(),
                "only a forbid clause gives a reason",
                Optional.of("write it as a comment, after `#`"));
          }
        }
      }
    }
  }

  private static boolean isBlank(PolicySyntax.Clause clause) {
    return clause.because().filter(why -> why.text().isBlank()).isPresent();
  }
}
