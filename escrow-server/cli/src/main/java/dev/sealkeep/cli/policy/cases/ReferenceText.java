package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.reference.ReferenceReading;
import dev.sealkeep.policy.reference.ReferenceSet;

/** The text of a reference set. */
public final class ReferenceText {
  private ReferenceText() {}

  /**
   * Reads a set; a text with errors ends the command with its diagnostics.
   *
   * @param where the file it stands in
   */
  public static ReferenceSet parse(String name, String text, String where) {
    return switch (ReferenceSet.parse(name, text)) {
      case ReferenceReading.Parsed parsed -> parsed.set();
      case ReferenceReading.Rejected rejected ->
          throw CommandFailure.of(
              ExitCode.UNUSABLE,
              "the reference set %s in %s has errors".formatted(name, where),
              "Mend what is shown above.",
              rejected.diagnostics().stream()
                  .map(d -> d.render(text, where).stripTrailing() + "\n")
                  .toList());
    };
  }
}
