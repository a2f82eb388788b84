package dev.sealkeep.cli.store;

import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.service.check.StoreReport;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found of one store.
 *
 * @param store what the store is called
 * @param origin the log's name; may be empty
 * @param size the number of the log's entries
 * @param root the tree's root, in hexadecimal digits
 * @param highWater whether the log was held against a high-water file
 * @param findings what does not hold
 */
record StoreDocument(
    String store,
    String origin,
    long size,
    String root,
    boolean highWater,
    List<FindingLine> findings) {
  StoreDocument {
    findings = List.copyOf(findings);
  }

  /**
   * Something that does not hold.
   *
   * @param code the stable code, listed in docs/reference/cli.md
   * @param message what was found where
   */
  record FindingLine(String code, String message) {}

  static StoreDocument of(StoreReport report, boolean highWater) {
    return new StoreDocument(
        report.store(),
        report.origin(),
        report.size(),
        report.root(),
        highWater,
        report.findings().stream()
            .map(finding -> new FindingLine(finding.code().text(), finding.message()))
            .toList());
  }

  boolean good() {
    return findings.isEmpty();
  }

  String render(Style style) {
    return new Fields()
        .add("store", store)
        .add("log", "%s, %d entries".formatted(origin, size))
        .add("root", root)
        .add("high-water", highWater ? "compared" : "no file to compare with")
        .add(
            "findings",
            good()
                ? style.good("none")
                : findings.stream()
                    .map(line -> style.bad(line.code()) + "  " + line.message())
                    .collect(Collectors.joining("\n")))
        .render(style);
  }
}
