package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import java.nio.charset.StandardCharsets;

/**
 * What every source must be before it is read: short enough, and made of characters that a reader
 * sees. An approver who reads a policy must see what the compiler sees, so control characters, line
 * separators other than the newline and invisible format characters (such as the bidirectional
 * overrides, Unicode TR 36) are refused, in comments too.
 */
public final class SourceText {
  private SourceText() {}

  /**
   * Whether the text is within {@code maxBytes} of UTF-8.
   *
   * @param code what to report if not
   */
  public static boolean isWithin(
      String text, int maxBytes, DiagnosticCode code, Diagnostics diagnostics) {
    // A UTF-16 unit takes at least one byte, so the cheap test bounds the cost of the other.
    if (text.length() <= maxBytes && text.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
      return true;
    }
    diagnostics.add(code, Region.START, "the text is longer than " + maxBytes + " bytes");
    return false;
  }

  /** Reports every hidden character; returns whether there is none. */
  public static boolean isVisible(String text, DiagnosticCode code, Diagnostics diagnostics) {
    boolean visible = true;
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      boolean endsLine = text.startsWith("\r\n", i) || point == '\n';
      if (!endsLine && point != '\t' && isHidden(point)) {
        visible = false;
        diagnostics.add(
            code,
            new Region(line, column, 1),
            String.format("the character U+%04X cannot be seen", point),
            "remove it");
      }
      column = point == '\n' ? 1 : column + 1;
      line += point == '\n' ? 1 : 0;
    }
    return visible;
  }

  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
