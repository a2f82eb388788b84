package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the comments of a policy that accept holes. */
final class AcknowledgementReader {
  private static final String SHAPE = "write `# accepts-hole: CODE reason` on a line of its own";

  /** A line whose first character is {@code #} is a comment: no literal goes over lines. */
  private static final Pattern OWN_LINE = Pattern.compile("\\s*#\\s*accepts-hole\\b(.*)");

  private static final Pattern BEHIND =
      Pattern.compile("[^#\"]*(?:\"[^\"]*\"[^#\"]*)*#\\s*accepts-hole\\b.*");
  private static final Pattern REST = Pattern.compile(":\\s*(\\S+)\\s*(.*)");

  private final Diagnostics diagnostics;
  private final List<ClauseExtent> clauses;
  private final List<Acknowledgement> read = new ArrayList<>();

  private AcknowledgementReader(List<ClauseExtent> clauses, Diagnostics diagnostics) {
    this.clauses = clauses;
    this.diagnostics = diagnostics;
  }

  /**
   * Reads a policy that compiles.
   *
   * @param diagnostics receives what is wrong with such comments
   */
  static List<Acknowledgement> read(String source, Diagnostics diagnostics) {
    AcknowledgementReader reader = new AcknowledgementReader(ClauseExtent.of(source), diagnostics);
    String[] lines = source.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      reader.line(lines[i].stripTrailing(), i + 1);
    }
    return reader.read;
  }

  private void line(String text, int line) {
    Matcher comment = OWN_LINE.matcher(text);
    if (comment.matches()) {
      rest(text, line, comment.start(1));
    } else if (BEHIND.matcher(text).matches()) {
      malformed(region(text, line, text.indexOf('#'), text.length()));
    }
  }

  private void rest(String text, int line, int at) {
    Matcher rest = REST.matcher(text).region(at, text.length());
    if (!rest.matches()) {
      malformed(region(text, line, text.indexOf('#'), text.length()));
      return;
    }
    String code = rest.group(1);
    Region region = region(text, line, rest.start(1), rest.end(1));
    if (Catalogue.hole(code).isEmpty()) {
      diagnostics.add(
          DiagnosticCode.HOLE_UNKNOWN,
          region,
          "no hole has the code `" + code + "`",
          Spelling.suggest(code, Catalogue.codes())
              .or(() -> Optional.of("`sealkeep policy holes --list` shows every code")));
    } else if (rest.group(2).isEmpty()) {
      diagnostics.add(
          DiagnosticCode.HOLE_WITHOUT_REASON,
          region,
          "the hole is accepted without a reason",
          "say behind the code why it does no harm here");
    } else {
      Optional<Integer> clause =
          clauses.stream().filter(c -> c.contains(line)).map(ClauseExtent::first).findFirst();
      read.add(new Acknowledgement(code, rest.group(2), region, clause));
    }
  }

  private void malformed(Region region) {
    diagnostics.add(
        DiagnosticCode.HOLE_MALFORMED, region, "the comment accepts no hole as it stands", SHAPE);
  }

  private static Region region(String text, int line, int start, int end) {
    return new Region(
        line, text.codePointCount(0, start) + 1, Math.max(1, text.codePointCount(start, end)));
  }
}
