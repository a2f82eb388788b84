package dev.sealkeep.agent;

import java.io.PrintStream;
import java.util.List;

/**
 * What the program says to a person, on standard error.
 *
 * @param out where it goes
 */
record Messages(PrintStream out) {
  private static final String PROGRAM = "sealkeep-guest: ";

  /** Says what happened; further lines say what to do. */
  void say(String first, String... further) {
    out.println(PROGRAM + first);
    for (String line : further) {
      out.println(line);
    }
  }

  /** Says the same and yields the status of a usage error. */
  ExitStatus usage(String problem) {
    say(problem);
    return ExitStatus.USAGE;
  }

  /** Lists all that is wrong with something. */
  ExitStatus unusable(String what, List<String> problems) {
    say(what + " cannot be used:");
    problems.forEach(problem -> out.println("  " + problem));
    return ExitStatus.USAGE;
  }
}
