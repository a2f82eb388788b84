package dev.sealkeep.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The process's surroundings, passed in so that tests can see everything a command writes.
 *
 * @param in standard input
 * @param out standard output: results only
 * @param err standard error: failures and progress
 * @param environment the environment variables
 * @param interactive whether standard output is a terminal
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean interactive) {
  /** Copies {@code environment}. */
  public Console {
    environment = Map.copyOf(environment);
  }

  /** The surroundings of this process; the launcher says whether its output is a terminal. */
  public static Console ofProcess() {
    boolean interactive = Boolean.getBoolean("sealkeep.terminal");
    return new Console(System.in, System.out, System.err, System.getenv(), interactive);
  }

  /** How to write text: coloured on a terminal unless {@code NO_COLOR} is set or it is dumb. */
  public Style style() {
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return interactive && !plain ? Style.COLOURED : Style.PLAIN;
  }

  /** Writes one line of text to standard output, without control characters. */
  public void line(String text) {
    out.print(style().printable(text) + "\n");
  }

  /** Writes one line of text to standard error, without control characters. */
  public void note(String text) {
    err.print(style().printable(text) + "\n");
  }
}
