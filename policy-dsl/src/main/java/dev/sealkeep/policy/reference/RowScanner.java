package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.diagnostic.Region;

/** Cuts a line into cells: runs of characters between blanks, or quoted text with its quotes. */
final class RowScanner {
  /** One cell and where it stands. */
  record Cell(String text, Region region) {}

  private final String line;
  private final int number;
  private int at;

  RowScanner(String line, int number) {
    this.line = line;
    this.number = number;
  }

  /** Whether only blanks or a comment follow. */
  boolean atEnd() {
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
    return at == line.length() || line.charAt(at) == '#';
  }

  /** The next cell; only after {@link #atEnd} said no. */
  Cell next() {
    int start = at;
    boolean quoted = line.charAt(at) == '"';
    at++;
    while (at < line.length() && (quoted || !isBlank(line.charAt(at)))) {
      if (!quoted && line.charAt(at) == '#') {
        break;
      }
      if (quoted && line.charAt(at) == '"') {
        at++;
        break;
      }
      // An escaped character cannot close the quotes.
      at += quoted && line.charAt(at) == '\\' && at + 1 < line.length() ? 2 : 1;
    }
    return new Cell(line.substring(start, at), region(start, at));
  }

  /** Behind the last character. */
  Region end() {
    return region(at, at + 1);
  }

  private Region region(int start, int end) {
    int length = line.codePointCount(start, Math.min(end, line.length()));
    return new Region(number, line.codePointCount(0, start) + 1, Math.max(1, length));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
