package dev.sealkeep.keystore.store.table;

import dev.sealkeep.keystore.store.sql.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares two stores row by row, each read once in the order of its keys, with a page of each in
 * memory. The first {@value #SHOWN} differences are kept, the others counted.
 */
public final class Comparison {
  /** How many differences are kept. */
  public static final int SHOWN = 20;

  /** Told of every page that was compared. */
  @FunctionalInterface
  public interface Listener {
    /** That many more rows of the first store were compared. */
    void compared(Table table, long rows);
  }

  private final Link first;
  private final Link second;
  private final int pageRows;
  private final Listener listener;
  private final List<Difference> shown = new ArrayList<>();
  private long rows;
  private long differences;

  /** Compares with pages of at most {@code pageRows} rows. */
  public Comparison(Link first, Link second, int pageRows, Listener listener) {
    this.first = first;
    this.second = second;
    this.pageRows = pageRows;
    this.listener = listener;
  }

  /**
   * What was found.
   *
   * @param rows how many rows of the first store were compared
   * @param differences how many rows the stores do not share
   * @param shown the first of those
   */
  public record Result(long rows, long differences, List<Difference> shown) {
    /** Copies the list. */
    public Result {
      shown = List.copyOf(shown);
    }

    /** Whether the tables have the same rows. */
    public boolean same() {
      return differences == 0;
    }
  }

  /** Compares those tables. */
  public Result of(List<Table> tables) {
    tables.forEach(this::compare);
    return new Result(rows, differences, shown);
  }

  private void compare(Table table) {
    TableCursor left = new TableCursor(table, first, pageRows, Optional.empty());
    TableCursor right = new TableCursor(table, second, pageRows, Optional.empty());
    long pending = 0;
    while (left.peek().isPresent() || right.peek().isPresent()) {
      pending += step(left, right);
      if (pending >= Math.min(pageRows, table.pageRows())) {
        listener.compared(table, pending);
        pending = 0;
      }
    }
    if (pending > 0) {
      listener.compared(table, pending);
    }
  }

  /** Steps over one key; yields how many rows of the first store that was. */
  private int step(TableCursor left, TableCursor right) {
    int order = order(left.peek(), right.peek());
    if (order > 0) {
      right.peek().ifPresent(row -> found(new Difference.Added(row.toString())));
      right.skip();
      return 0;
    }
    rows++;
    TableRow row = left.peek().orElseThrow();
    if (order < 0) {
      found(new Difference.Missing(row.toString()));
    } else {
      List<String> columns = row.differsIn(right.peek().orElseThrow());
      if (!columns.isEmpty()) {
        found(new Difference.Changed(row.toString(), columns));
      }
      right.skip();
    }
    left.skip();
    return 1;
  }

  /** A cursor at its end stands behind every row. */
  private static int order(Optional<TableRow> left, Optional<TableRow> right) {
    if (left.isEmpty()) {
      return 1;
    }
    return right.map(row -> left.get().compareKey(row)).orElse(-1);
  }

  private void found(Difference difference) {
    differences++;
    if (shown.size() < SHOWN) {
      shown.add(difference);
    }
  }
}
