package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import java.util.List;

/** What reading the text of a set gave. */
public sealed interface ReferenceReading {
  /** Every row was read. */
  record Parsed(ReferenceSet set, List<Diagnostic> warnings) implements ReferenceReading {
    /** Copies {@code warnings}. */
    public Parsed {
      warnings = List.copyOf(warnings);
    }
  }

  /** The text is refused; warnings are among the findings. */
  record Rejected(List<Diagnostic> diagnostics) implements ReferenceReading {
    /** Copies {@code diagnostics}. */
    public Rejected {
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
