package dev.sealkeep.cli.failure;

import java.util.List;

/**
 * Ends a command: it carries the exit code, what happened and why, what to do, and any further
 * lines such as a compiler's diagnostics. Thrown by commands, caught once by the entry point.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String cure;
  private final transient List<String> details;

  private CommandFailure(ExitCode exitCode, String message, String cure, List<String> details) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.cure = cure;
    this.details = List.copyOf(details);
  }

  /**
   * Makes a failure.
   *
   * @param message what happened and why, without a full stop
   * @param cure what to do, as a sentence; may be empty
   */
  public static CommandFailure of(ExitCode exitCode, String message, String cure) {
    return new CommandFailure(exitCode, message, cure, List.of());
  }

  /** Makes a failure with lines that go before the message, such as diagnostics. */
  public static CommandFailure of(
      ExitCode exitCode, String message, String cure, List<String> details) {
    return new CommandFailure(exitCode, message, cure, details);
  }

  /** The exit code that the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** What happened and why. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** What to do; empty if there is nothing to say. */
  public String cure() {
    return cure;
  }

  /** Lines that go before the message. */
  public List<String> details() {
    return details;
  }
}
