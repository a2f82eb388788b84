package dev.sealkeep.policy.format;

/** What encloses entries. */
enum Bracket {
  /** The items of a policy, always one a line. */
  POLICY("{", "}", ""),
  /** The conditions of a clause, or of the entries of a list. */
  BODY("{", "}", ""),
  /** A condition in parentheses. */
  GROUP("(", ")", ""),
  /** The elements of a list. */
  LIST("[", "]", ","),
  /** The floors of a TCB vector. */
  VECTOR("tcb(", ")", ","),
  /** The components of a floor. */
  FLOOR("{", "}", ",");

  private final String open;
  private final String close;
  private final String separator;

  Bracket(String open, String close, String separator) {
    this.open = open;
    this.close = close;
    this.separator = separator;
  }

  String open() {
    return open;
  }

  String close() {
    return close;
  }

  /** What follows an entry that has a line to itself. */
  String separator() {
    return separator;
  }

  /** What stands inside either bracket where all is on one line. */
  String padding() {
    return open.equals("{") ? " " : "";
  }
}
