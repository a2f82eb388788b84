package dev.sealkeep.cli.failure;

/** The exit codes of {@code sealkeep}, each with one meaning; listed in docs/reference/cli.md. */
public enum ExitCode {
  /** The command did what it was asked to do. */
  OK(0),
  /** The thing that was looked at failed its check, or the server refused it as wrong. */
  REFUSED(1),
  /** The command line or an input cannot be used as it is. */
  UNUSABLE(2),
  /** No trustworthy answer: unreachable, wrong certificate, too slow, or a server error. */
  UNAVAILABLE(3),
  /** The token does not allow this. */
  UNAUTHORISED(4),
  /** The named thing does not exist, or it conflicts with one that does. */
  CONFLICT(5),
  /** A defect in this program. */
  DEFECT(70),
  /** A server's disk could not make a write durable; the server ended at once. */
  NOT_DURABLE(74);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number a shell sees. */
  public int number() {
    return number;
  }
}
