package dev.sealkeep.policy;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.evaluate.Policy;
import java.util.List;

/** What compiling a policy gave. */
public sealed interface Compilation {
  /** The policy can be evaluated. */
  record Compiled(Policy policy, List<Diagnostic> warnings) implements Compilation {
    /** Copies {@code warnings}. */
    public Compiled {
      warnings = List.copyOf(warnings);
    }
  }

  /** The source has errors, at least one; warnings may be among the findings. */
  record Rejected(List<Diagnostic> diagnostics) implements Compilation {
    /** Copies {@code diagnostics}. */
    public Rejected {
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
