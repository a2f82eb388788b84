package dev.sealkeep.policy;

import dev.sealkeep.policy.check.PolicyChecker;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.syntax.PolicyReader;
import java.util.Optional;

/** Compiles policies. */
public final class PolicyCompiler {
  private PolicyCompiler() {}

  /**
   * Compiles the text of a policy. Never throws.
   *
   * @param source any string; more than 64 KiB of UTF-8, brackets nested more than 32 deep, more
   *     than 64 clauses or 1024 conditions are errors
   */
  public static Compilation compile(String source) {
    Diagnostics diagnostics = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    Optional<Policy> policy =
        PolicyReader.read(source, diagnostics)
            .flatMap(syntax -> PolicyChecker.check(syntax, diagnostics));
    return policy
        .<Compilation>map(compiled -> new Compilation.Compiled(compiled, diagnostics.inOrder()))
        .orElseGet(() -> new Compilation.Rejected(diagnostics.inOrder()));
  }
}
