package dev.sealkeep.cli.connection;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.protocol.name.Name;

/** Reads names from a command line. */
public final class NameArgument {
  private NameArgument() {}

  /** Returns the name, or fails saying what a name looks like. */
  public static Name parse(String what, String value) {
    return Name.parse(value)
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "'%s' is not a name of a %s".formatted(value, what),
                    "Use 1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or"
                        + " digit."));
  }
}
