package dev.sealkeep.cli.store;

import dev.sealkeep.keystore.store.table.Difference;
import java.util.List;

/**
 * A row that two stores do not share.
 *
 * @param what {@code missing} from the second, {@code added} to it, or {@code changed} in it
 * @param row the table and the row's key
 * @param columns the columns that differ, of a row that changed
 */
record DifferenceLine(String what, String row, List<String> columns) {
  DifferenceLine {
    columns = List.copyOf(columns);
  }

  static DifferenceLine of(Difference difference) {
    return switch (difference) {
      case Difference.Missing(String row) -> new DifferenceLine("missing", row, List.of());
      case Difference.Added(String row) -> new DifferenceLine("added", row, List.of());
      case Difference.Changed(String row, List<String> columns) ->
          new DifferenceLine("changed", row, columns);
    };
  }

  String text() {
    return columns.isEmpty()
        ? "%s: %s".formatted(what, row)
        : "%s: %s in %s".formatted(what, row, String.join(", ", columns));
  }
}
