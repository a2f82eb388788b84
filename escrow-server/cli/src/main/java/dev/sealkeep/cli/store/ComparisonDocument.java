package dev.sealkeep.cli.store;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.keystore.store.table.Comparison;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a comparison of two stores found.
 *
 * @param rows how many rows of the first store were compared
 * @param differences how many rows the stores do not share
 * @param shown the first of those
 */
record ComparisonDocument(long rows, long differences, List<DifferenceLine> shown) {
  ComparisonDocument {
    shown = List.copyOf(shown);
  }

  static ComparisonDocument of(Comparison.Result result) {
    return new ComparisonDocument(
        result.rows(),
        result.differences(),
        result.shown().stream().map(DifferenceLine::of).toList());
  }

  boolean same() {
    return differences == 0;
  }

  String render(Style style) {
    if (same()) {
      return style.good("same") + "  %d rows compared".formatted(rows);
    }
    return style.bad("different")
        + "  %d of %d rows\n".formatted(differences, rows)
        + shown.stream().map(line -> "  " + line.text()).collect(Collectors.joining("\n"));
  }
}
