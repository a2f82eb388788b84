package dev.sealkeep.keystore.store.table;

import dev.sealkeep.keystore.store.sql.Link;
import java.util.List;
import java.util.Optional;

/** Goes through a table in the order of its keys, a page in memory at a time. */
public final class TableCursor {
  private final Table table;
  private final Link link;
  private final int pageRows;
  private List<TableRow> page = List.of();
  private int next;
  private Optional<TableRow> last;
  private boolean ended;

  /** Begins after the key of {@code after}, or at the first row. */
  public TableCursor(Table table, Link link, int pageRows, Optional<TableRow> after) {
    this.table = table;
    this.link = link;
    this.pageRows = Math.min(pageRows, table.pageRows());
    this.last = after;
  }

  /** The rows up to the end of the page, and steps over them; empty at the end of the table. */
  public List<TableRow> nextPage() {
    fill();
    List<TableRow> rest = page.subList(next, page.size());
    next = page.size();
    return rest;
  }

  /** The row that {@link #skip} steps over; empty at the end of the table. */
  public Optional<TableRow> peek() {
    fill();
    return next < page.size() ? Optional.of(page.get(next)) : Optional.empty();
  }

  /** Steps over one row. */
  public void skip() {
    next++;
  }

  private void fill() {
    if (next < page.size() || ended) {
      return;
    }
    page = table.page(link, last, pageRows);
    next = 0;
    if (page.isEmpty()) {
      ended = true;
    } else {
      last = Optional.of(page.getLast());
    }
  }
}
