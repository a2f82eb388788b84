package dev.sealkeep.cli.evidence;

/** Input from which no verdict can be made. */
public final class UnusableInputException extends Exception {
  private static final long serialVersionUID = 1;

  private final String what;
  private final String cure;

  /**
   * Makes one.
   *
   * @param what what happened and why, without a full stop
   * @param cure what to do next, a whole sentence
   */
  UnusableInputException(String what, String cure) {
    super(what);
    this.what = what;
    this.cure = cure;
  }

  /** What to do next, a whole sentence. */
  public String cure() {
    return cure;
  }

  /** Two lines for people. */
  String message() {
    return "sealkeep: " + what + ".\n" + cure;
  }
}
