package dev.sealkeep.cli.policy.lsp;

import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.assist.Draft;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import java.util.List;

/**
 * A text that an editor has open, with what is known of it.
 *
 * @param findings what the compiler says; of a text past the language's bound that alone
 */
record OpenDocument(
    String text, int version, Positions positions, Draft draft, List<Diagnostic> findings) {
  static OpenDocument of(String text, int version) {
    List<Diagnostic> findings =
        switch (PolicyCompiler.compile(text)) {
          case Compilation.Compiled compiled -> compiled.warnings();
          case Compilation.Rejected rejected -> rejected.diagnostics();
        };
    return new OpenDocument(text, version, new Positions(text), Draft.of(text), findings);
  }
}
