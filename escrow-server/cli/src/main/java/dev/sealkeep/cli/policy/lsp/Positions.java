package dev.sealkeep.cli.policy.lsp;

import dev.sealkeep.policy.assist.Span;
import dev.sealkeep.policy.diagnostic.Region;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/**
 * Translates places of a text. The protocol counts lines from 0 and UTF-16 units in a line; regions
 * count lines and code points from 1; spans count the code points of the whole text from 0.
 */
final class Positions {
  private final String text;
  private final List<Integer> lineStarts = new ArrayList<>();

  Positions(String text) {
    this.text = text;
    lineStarts.add(0);
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      lineStarts.add(i + 1);
    }
  }

  /** The place before the code point at a position; one outside the text is moved into it. */
  int place(Position position) {
    return text.codePointCount(0, unit(position));
  }

  private int unit(Position position) {
    if (position.getLine() < 0) {
      return 0;
    }
    if (position.getLine() >= lineStarts.size()) {
      return text.length();
    }
    int start = lineStarts.get(position.getLine());
    int end = lineEnd(position.getLine());
    return Math.clamp((long) start + position.getCharacter(), start, end);
  }

  private int lineEnd(int line) {
    int end = line + 1 < lineStarts.size() ? lineStarts.get(line + 1) - 1 : text.length();
    return end > lineStarts.get(line) && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }

  Range range(Span span) {
    int start = text.offsetByCodePoints(0, span.start());
    return new Range(
        position(start), position(text.offsetByCodePoints(start, span.end() - span.start())));
  }

  /** A region as far as its line goes. */
  Range range(Region region) {
    int line = Math.min(region.line(), lineStarts.size()) - 1;
    int start = forward(lineStarts.get(line), region.column() - 1, line);
    return new Range(position(start), position(forward(start, region.length(), line)));
  }

  private int forward(int from, int points, int line) {
    int end = Math.max(from, lineEnd(line));
    return text.codePointCount(from, end) <= points ? end : text.offsetByCodePoints(from, points);
  }

  /** The whole text. */
  Range whole() {
    return new Range(new Position(0, 0), position(text.length()));
  }

  private Position position(int unit) {
    int low = 0;
    int high = lineStarts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (lineStarts.get(middle) <= unit) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new Position(low, unit - lineStarts.get(low));
  }
}
