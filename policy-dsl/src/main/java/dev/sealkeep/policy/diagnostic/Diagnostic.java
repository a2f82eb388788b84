package dev.sealkeep.policy.diagnostic;

import java.util.Optional;

/**
 * One finding about a source.
 *
 * @param code what is wrong; its severity comes with it
 * @param region where
 * @param message what happened, in one sentence without a full stop
 * @param suggestion what to write instead, if that can be told
 */
public record Diagnostic(
    DiagnosticCode code, Region region, String message, Optional<String> suggestion) {

  /** Whether the source is refused because of this. */
  public Severity severity() {
    return code.severity();
  }

  /** The line, from 1. */
  public int line() {
    return region.line();
  }

  /** The column, from 1, in code points. */
  public int column() {
    return region.column();
  }

  /**
   * Draws the finding for a person: a headline, the source line, a caret line, the suggestion.
   * Every line ends with a newline.
   *
   * @param source the source the diagnostic was made from
   * @param fileName how to call it
   */
  public String render(String source, String fileName) {
    return render(source, fileName, severity());
  }

  /** Draws the finding under another severity, as where warnings are denied. */
  public String render(String source, String fileName, Severity shown) {
    StringBuilder out = new StringBuilder();
    out.append(fileName).append(':').append(line()).append(':').append(column()).append(": ");
    out.append(shown.word()).append(" [").append(code.id()).append("]: ");
    out.append(message).append('\n');
    Snippet.of(source, region).ifPresent(snippet -> snippet.draw(out));
    suggestion.ifPresent(text -> out.append("      = ").append(text).append('\n'));
    return out.toString();
  }
}
