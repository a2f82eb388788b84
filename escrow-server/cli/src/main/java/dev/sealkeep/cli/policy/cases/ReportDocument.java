package dev.sealkeep.cli.policy.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports for programs: nested maps and lists in a fixed order. */
public final class ReportDocument {
  private ReportDocument() {}

  /** The reports under {@code policies}. */
  public static Map<String, Object> of(List<PolicyReport> reports) {
    return Map.of("policies", reports.stream().map(ReportDocument::policy).toList());
  }

  private static Map<String, Object> policy(PolicyReport report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("file", report.file().toString());
    map.put("policy", report.policy());
    map.put("failed", report.failed());
    map.put("cases", report.results().stream().map(ReportDocument::result).toList());
    Map<String, Object> coverage = new LinkedHashMap<>();
    coverage.put("clauses", coverage(report.coverage().clauses()));
    coverage.put("conditions", coverage(report.coverage().conditions()));
    map.put("coverage", coverage);
    return map;
  }

  private static Map<String, Object> result(CaseResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", result.ofCase().name());
    map.put("file", result.ofCase().file().toString());
    map.put("passed", result.passed());
    map.put("expected", result.ofCase().expectation().asMap());
    map.put("actual", actual(result.actual()));
    map.put("mismatches", result.mismatches());
    return map;
  }

  private static Map<String, Object> actual(Actual actual) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("decision", actual.decision().word());
    map.put("reasons", actual.reasons());
    switch (actual) {
      case Actual.Evaluated evaluated ->
          map.put("explanation", evaluated.evaluation().explanation().asMap());
      case Actual.Rejected rejected ->
          map.put("details", rejected.found().stream().map(reason -> reason.detail()).toList());
    }
    return map;
  }

  private static Map<String, Object> coverage(List<Coverage.Item> items) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("total", items.size());
    map.put("covered", Coverage.covered(items));
    map.put("percent", Coverage.percent(items));
    map.put(
        "uncovered",
        items.stream().filter(item -> !item.covered()).map(ReportDocument::item).toList());
    return map;
  }

  private static Map<String, Object> item(Coverage.Item item) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("line", item.region().line());
    map.put("column", item.region().column());
    map.put("clause", item.clause());
    map.put("text", item.text());
    map.put("seen", item.seen().stream().sorted().map(outcome -> outcome.word()).toList());
    return map;
  }
}
