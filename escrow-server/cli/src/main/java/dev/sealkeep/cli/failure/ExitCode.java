package dev.sealkeep.cli.failure;

/** The exit codes of {@code sealkeep}, each with one meaning; listed in docs/reference/cli.md. */
public enum ExitCode {
  /** The command did what it was asked to do. */
  OK(0, "done"),
  /** The thing that was looked at failed its check, or the server refused it as wrong. */
  REFUSED(1, "the check failed or the input was refused"),
  /** The command line or an input cannot be used as it is. */
  UNUSABLE(2, "wrong usage or unusable input"),
  /** No trustworthy answer: unreachable, wrong certificate, too slow, or a server error. */
  UNAVAILABLE(3, "the server is unreachable or unavailable"),
  /** The token does not allow this. */
  UNAUTHORISED(4, "not authorised"),
  /** The named thing does not exist, or it conflicts with one that does. */
  CONFLICT(5, "not found, or in conflict with what exists"),
  /** A defect in this program. */
  DEFECT(70, "a defect in sealkeep");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The number a shell sees. */
  public int number() {
    return number;
  }

  /** What the number means, in a few words. */
  public String meaning() {
    return meaning;
  }
}
