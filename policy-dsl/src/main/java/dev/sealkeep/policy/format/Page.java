package dev.sealkeep.policy.format;

import java.util.ArrayList;
import java.util.List;

/** The lines that are written so far. */
final class Page {
  private final List<StringBuilder> lines = new ArrayList<>();

  /** Begins a line. */
  void begin(int indent) {
    lines.add(new StringBuilder(" ".repeat(indent)));
  }

  /** Leaves a line empty. */
  void blank() {
    begin(0);
  }

  /** Goes on with the line. */
  void write(String text) {
    lines.getLast().append(text);
  }

  /** How many code points the line has. */
  int column() {
    return width(line());
  }

  /** The number of the line, from 0. */
  int line() {
    return lines.size() - 1;
  }

  /** How many code points a line has. */
  int width(int line) {
    StringBuilder text = lines.get(line);
    return text.codePointCount(0, text.length());
  }

  /** Puts a comment at the end of a line. */
  void comment(int line, int column, String text) {
    lines.get(line).repeat(' ', column - width(line)).append(text);
  }

  /** Everything; every line ends with a newline. */
  String text() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
