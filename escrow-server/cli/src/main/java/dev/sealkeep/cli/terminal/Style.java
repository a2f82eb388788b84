package dev.sealkeep.cli.terminal;

/** Whether text is coloured, and what is fit to be printed. */
public enum Style {
  /** Plain text. */
  PLAIN,
  /** ANSI colours. */
  COLOURED;

  // Colours are marked with private-use characters until a line is printed: a server's or a guest's
  // text can then not smuggle an escape sequence through, for every real one is replaced.
  private static final char BOLD = '\uE000';
  private static final char DIM = '\uE001';
  private static final char GREEN = '\uE002';
  private static final char RED = '\uE003';
  private static final char YELLOW = '\uE004';
  private static final char RESET = '\uE005';
  private static final String[] SEQUENCES = {
    "\u001B[1m", "\u001B[2m", "\u001B[32m", "\u001B[31m", "\u001B[33m", "\u001B[0m"
  };

  /** Marks a heading. */
  public String bold(String text) {
    return wrap(BOLD, text);
  }

  /** Marks something of lesser weight. */
  public String dim(String text) {
    return wrap(DIM, text);
  }

  /** Marks a success. */
  public String good(String text) {
    return wrap(GREEN, text);
  }

  /** Marks a failure. */
  public String bad(String text) {
    return wrap(RED, text);
  }

  /** Marks a warning. */
  public String warning(String text) {
    return wrap(YELLOW, text);
  }

  private String wrap(char mark, String text) {
    return this == COLOURED ? mark + text + RESET : text;
  }

  /** The number of columns that {@code text} takes, marks not counted. */
  static int width(String text) {
    return (int) text.codePoints().filter(c -> c < BOLD || c > RESET).count();
  }

  /**
   * Replaces control characters by U+FFFD, except newline and tab; marks become their sequences, or
   * nothing in plain text.
   */
  String printable(String text) {
    StringBuilder result = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (c >= BOLD && c <= RESET) {
                result.append(this == COLOURED ? SEQUENCES[c - BOLD] : "");
              } else if (unprintable(c)) {
                result.append('\uFFFD');
              } else {
                result.appendCodePoint(c);
              }
            });
    return result.toString();
  }

  private static boolean unprintable(int c) {
    int type = Character.getType(c);
    boolean control = type == Character.CONTROL && c != '\n' && c != '\t';
    // Format characters include the bidirectional overrides, which reorder what a person reads.
    return control || type == Character.FORMAT || type == Character.SURROGATE;
  }
}
