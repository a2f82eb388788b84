package dev.sealkeep.policy.format;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import java.util.List;

/** What formatting a policy gave. */
public sealed interface Formatting {
  /**
   * The policy in its canonical layout.
   *
   * @param text the same policy; lines end with a newline
   */
  record Formatted(String text) implements Formatting {}

  /** The text is not one that can be read; among the findings is an error. */
  record Refused(List<Diagnostic> diagnostics) implements Formatting {
    /** Copies {@code diagnostics}. */
    public Refused {
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
