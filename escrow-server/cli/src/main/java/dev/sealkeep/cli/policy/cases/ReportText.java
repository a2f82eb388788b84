package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import java.util.List;

/** Reports for people: a line a case, the explanation of each failure, then a table of policies. */
public final class ReportText {
  private static final String STEP = "  ";
  private static final String UNDER_CASE = STEP + " ".repeat("FAILED  ".length());

  private final StringBuilder text = new StringBuilder();
  private final Style style;
  private final boolean withCoverage;

  private ReportText(Style style, boolean withCoverage) {
    this.style = style;
    this.withCoverage = withCoverage;
  }

  /** Renders reports, with what is not covered if that is asked for. */
  public static String render(List<PolicyReport> reports, Style style, boolean withCoverage) {
    ReportText report = new ReportText(style, withCoverage);
    reports.forEach(report::policy);
    report.summary(reports);
    return report.text.toString();
  }

  private void policy(PolicyReport report) {
    text.append(style.bold(report.file().toString())).append('\n');
    report.results().forEach(this::result);
    if (withCoverage) {
      uncovered("clause", report, report.coverage().clauses());
      uncovered("condition", report, report.coverage().conditions());
    }
    text.append('\n');
  }

  private void result(CaseResult result) {
    String word = result.passed() ? style.good("ok") + "      " : style.bad("FAILED") + "  ";
    text.append(STEP).append(word).append(result.ofCase().name()).append('\n');
    if (!result.passed()) {
      for (String mismatch : result.mismatches()) {
        text.append(UNDER_CASE).append(mismatch).append('\n');
      }
      result
          .actual()
          .explanation()
          .lines()
          .forEach(
              line -> text.append(UNDER_CASE).append(style.dim("| ")).append(line).append('\n'));
    }
  }

  private void uncovered(String what, PolicyReport report, List<Coverage.Item> items) {
    for (Coverage.Item item : items) {
      if (!item.covered()) {
        text.append(STEP)
            .append(report.file())
            .append(':')
            .append(item.region().line())
            .append(": ")
            .append(what)
            .append(' ')
            .append(style.warning(item.lack()));
        if (what.equals("condition")) {
          text.append(" in ").append(item.clause()).append(": ").append(item.text());
        } else {
          text.append(": ").append(item.text());
        }
        text.append('\n');
      }
    }
  }

  private void summary(List<PolicyReport> reports) {
    Table table =
        withCoverage
            ? new Table("POLICY", "CASES", "FAILED", "CLAUSES", "CONDITIONS")
            : new Table("POLICY", "CASES", "FAILED");
    for (PolicyReport report : reports) {
      Object failed = report.failed() == 0 ? 0 : style.bad(Long.toString(report.failed()));
      if (withCoverage) {
        Coverage coverage = report.coverage();
        table.row(
            report.file(),
            report.results().size(),
            failed,
            share(coverage.clauses()),
            share(coverage.conditions()));
      } else {
        table.row(report.file(), report.results().size(), failed);
      }
    }
    text.append(table.render(style, ""));
  }

  private static String share(List<Coverage.Item> items) {
    return "%d%% (%d of %d)"
        .formatted(Coverage.percent(items), Coverage.covered(items), items.size());
  }
}
