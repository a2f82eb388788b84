package dev.sealkeep.policy.diagnostic;

import java.util.Optional;

/** One source line with carets under a region of it. */
final class Snippet {
  /** What is drawn of a line at most, so that a line of 64 KiB does not fill a screen. */
  private static final int MAX_WIDTH = 160;

  private static final String ELLIPSIS = "...";

  private final int number;
  private final int[] line;
  private final int start;
  private final int length;

  private Snippet(int number, int[] line, int start, int length) {
    this.number = number;
    this.line = line;
    this.start = start;
    this.length = length;
  }

  /** The line of {@code source} that holds the region, or empty if it has no such line. */
  static Optional<Snippet> of(String source, Region region) {
    int start = 0;
    for (int line = 1; line < region.line(); line++) {
      int newline = source.indexOf('\n', start);
      if (newline < 0) {
        return Optional.empty();
      }
      start = newline + 1;
    }
    int newline = source.indexOf('\n', start);
    String text = source.substring(start, newline < 0 ? source.length() : newline);
    int[] points = text.stripTrailing().codePoints().map(Snippet::visible).toArray();
    int first = Math.min(region.column() - 1, points.length);
    int carets = Math.max(1, Math.min(region.length(), points.length - first));
    return Optional.of(new Snippet(region.line(), points, first, carets));
  }

  /** A control character would move the cursor of a terminal. */
  private static int visible(int point) {
    boolean hidden = Character.isISOControl(point) || Character.getType(point) == Character.FORMAT;
    return hidden && point != '\t' ? '?' : point;
  }

  void draw(StringBuilder out) {
    int from = start < MAX_WIDTH / 2 ? 0 : start - MAX_WIDTH / 2;
    int to = Math.min(line.length, from + MAX_WIDTH);
    String before = from > 0 ? ELLIPSIS : "";
    out.append(String.format("%5d | ", number)).append(before);
    out.append(new String(line, from, to - from));
    out.append(to < line.length ? ELLIPSIS : "").append('\n');
    out.append("      | ").repeat(' ', before.length());
    for (int i = from; i < start; i++) {
      // A tab stays a tab, so that the caret stands below its character at any tab width.
      out.append(line[i] == '\t' ? '\t' : ' ');
    }
    out.repeat('^', Math.max(1, Math.min(length, to - start))).append('\n');
  }
}
