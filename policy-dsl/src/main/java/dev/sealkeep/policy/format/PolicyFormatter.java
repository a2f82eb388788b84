package dev.sealkeep.policy.format;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.syntax.PolicyReader;
import java.util.List;

/** Lays policies out as docs/reference/policy-language.md says. */
public final class PolicyFormatter {
  private PolicyFormatter() {}

  /**
   * Lays a policy out. Never throws. The result means what the source means, holds its comments in
   * their order, and is laid out to itself.
   *
   * @param source any string; one that cannot be read is refused with everything that the compiler
   *     says of it, one with errors of types alone is laid out
   */
  public static Formatting format(String source) {
    return PolicyReader.layout(source, new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS))
        .map(PieceReader::read)
        .<Formatting>map(document -> new Formatting.Formatted(PieceWriter.write(document)))
        .orElseGet(() -> new Formatting.Refused(diagnostics(source)));
  }

  private static List<Diagnostic> diagnostics(String source) {
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Rejected rejected -> rejected.diagnostics();
      case Compilation.Compiled compiled -> compiled.warnings();
    };
  }
}
