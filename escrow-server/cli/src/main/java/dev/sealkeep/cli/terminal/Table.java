package dev.sealkeep.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under headings, in columns as wide as their widest cell. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table with those columns. */
  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row with a cell for each column. */
  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + headings.size());
    }
    rows.add(Arrays.stream(cells).map(String::valueOf).map(Table::oneLine).toList());
    return this;
  }

  /** Renders the table, or {@code ifEmpty} when it has no row. */
  public String render(Style style, String ifEmpty) {
    if (rows.isEmpty()) {
      return ifEmpty;
    }
    StringBuilder text = new StringBuilder(style.bold(line(headings)));
    rows.forEach(row -> text.append('\n').append(line(row)));
    return text.toString();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(cell);
      if (column < cells.size() - 1) {
        line.repeat(' ', width(column) - Style.width(cell)).append(GAP);
      }
    }
    return line.toString();
  }

  private int width(int column) {
    int width = Style.width(headings.get(column));
    for (List<String> row : rows) {
      width = Math.max(width, Style.width(row.get(column)));
    }
    return width;
  }

  private static String oneLine(String cell) {
    return cell.replaceAll("\\R", " ");
  }
}
