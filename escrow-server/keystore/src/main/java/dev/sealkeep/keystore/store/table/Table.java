package dev.sealkeep.keystore.store.table;

import static dev.sealkeep.keystore.store.table.Column.Type.BYTES;
import static dev.sealkeep.keystore.store.table.Column.Type.INTEGER;
import static dev.sealkeep.keystore.store.table.Column.Type.NUMBER;
import static dev.sealkeep.keystore.store.table.Column.Type.OPTIONAL_TEXT;
import static dev.sealkeep.keystore.store.table.Column.Type.TEXT;

import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables of a store, each after those that it refers to. The columns of the primary key come
 * first; both databases sort them by number or by byte.
 */
public enum Table {
  /** Tenants. */
  TENANT(
      1,
      256,
      column("tenant", TEXT),
      column("wrapped_kek", BYTES),
      column("wrapped_tag_key", BYTES),
      column("wrapped_state_key", BYTES),
      column("version", NUMBER),
      column("digest", BYTES),
      column("log_index", NUMBER),
      column("mac", BYTES)),
  /** Policies. A source has up to 64 KiB. */
  POLICY(
      3,
      64,
      column("tenant", TEXT),
      column("name", TEXT),
      column("version", NUMBER),
      column("source", TEXT),
      column("digest", BYTES),
      column("log_index", NUMBER),
      column("mac", BYTES)),
  /** Reference sets. A set has up to 8 MiB. */
  REFERENCE_SET(
      3,
      2,
      column("tenant", TEXT),
      column("name", TEXT),
      column("version", NUMBER),
      column("reference_rows", TEXT),
      column("digest", BYTES),
      column("log_index", NUMBER),
      column("mac", BYTES)),
  /** Sealing keys. */
  SEALING_KEY(
      2,
      256,
      column("tenant", TEXT),
      column("name", TEXT),
      column("policy", TEXT),
      column("enabled", INTEGER),
      column("current_version", INTEGER),
      column("version", NUMBER),
      column("digest", BYTES),
      column("log_index", NUMBER),
      column("mac", BYTES)),
  /** Wrapped versions of sealing keys. */
  SEALING_KEY_VERSION(
      3,
      256,
      column("tenant", TEXT),
      column("key_name", TEXT),
      column("version", INTEGER),
      column("wrapped", BYTES),
      column("created_ms", NUMBER)),
  /** Secrets of the server. */
  SERVER_SECRET(1, 256, column("name", TEXT), column("tenant", TEXT), column("wrapped", BYTES)),
  /** Settings of the server. */
  SERVER_SETTING(1, 256, column("name", TEXT), column("tenant", TEXT), column("setting", TEXT)),
  /** Digests of administrators' tokens. */
  ADMIN_TOKEN(
      1, 256, column("digest", BYTES), column("tenant", TEXT), column("created_ms", NUMBER)),
  /** Spent challenges. */
  SPENT_CHALLENGE(
      1, 512, column("random", BYTES), column("tenant", TEXT), column("spent_ms", NUMBER)),
  /** Archived evidence. A blob has up to 1 MiB. */
  EVIDENCE(1, 16, column("digest", BYTES), column("tenant", TEXT), column("evidence_blob", BYTES)),
  /** Decisions, with explanation and claims. */
  DECISION(
      2,
      64,
      column("tenant", TEXT),
      column("id", BYTES),
      column("key_name", TEXT),
      column("time_ms", NUMBER),
      column("released", INTEGER),
      column("reason", TEXT),
      column("explanation", TEXT),
      column("claims", OPTIONAL_TEXT)),
  /** Published collateral. */
  COLLATERAL(
      1,
      16,
      column("id", TEXT),
      column("tenant", TEXT),
      column("subject", TEXT),
      column("body", BYTES),
      column("content_type", TEXT),
      column("issuer_chain", TEXT),
      column("fetched_ms", NUMBER),
      column("verified_ms", NUMBER)),
  /** The log's entries, of up to 16 KiB. */
  LOG_ENTRY(
      1,
      256,
      column("idx", NUMBER),
      column("id", BYTES),
      column("kind", TEXT),
      column("tenant", TEXT),
      column("entry", BYTES),
      column("salt", BYTES),
      column("leaf", BYTES)),
  /** The tree's tiles, of up to 8 KiB. */
  LOG_TILE(
      2,
      256,
      column("level", INTEGER),
      column("idx", NUMBER),
      column("tenant", TEXT),
      column("hashes", BYTES)),
  /** The log's head: last, for it counts the rest. */
  LOG_HEAD(
      1,
      1,
      column("singleton", INTEGER),
      column("tenant", TEXT),
      column("size", NUMBER),
      column("root", BYTES),
      column("time_ms", NUMBER));

  @SuppressWarnings("ImmutableEnumChecker") // a List.of records, which no one can change
  private final List<Column> columns;

  private final int keyColumns;
  private final int pageRows;
  private final String select;
  private final String insert;

  /** A page of {@code pageRows} rows stays within about 16 MiB. */
  Table(int keyColumns, int pageRows, Column... columns) {
    this.columns = List.of(columns);
    this.keyColumns = keyColumns;
    this.pageRows = pageRows;
    this.select = "SELECT " + joined(this.columns, Column::selected) + " FROM " + sqlName();
    this.insert =
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                sqlName(),
                joined(this.columns, Column::name),
                joined(this.columns, Column::inserted));
  }

  private static Column column(String name, Column.Type type) {
    return new Column(name, type);
  }

  private static String joined(List<Column> columns, Function<Column, String> part) {
    return columns.stream().map(part).collect(Collectors.joining(", "));
  }

  /** Its name in the database. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its columns, those of the primary key first. */
  public List<Column> columns() {
    return columns;
  }

  /** How many of the columns are the primary key. */
  public int keyColumns() {
    return keyColumns;
  }

  /** How many rows are read or written at a time. */
  public int pageRows() {
    return pageRows;
  }

  /** Counts its rows. */
  public long count(Link link) {
    return link.query("SELECT count(*) FROM " + sqlName(), row -> row.number(1)).getFirst();
  }

  /** Reads the row with the highest key. */
  public Optional<TableRow> last(Link link) {
    return link.query(select + order(" DESC") + " LIMIT 1", this::read).stream().findFirst();
  }

  /**
   * Reads rows in the order of their keys.
   *
   * @param after the row after whose key to begin; empty for the first
   * @param limit the most rows to read
   */
  List<TableRow> page(Link link, Optional<TableRow> after, int limit) {
    if (after.isEmpty()) {
      return link.query(select + order("") + " LIMIT ?", this::read, (long) limit);
    }
    List<Column> key = columns.subList(0, keyColumns);
    String past =
        " WHERE (%s) > (%s)".formatted(joined(key, Column::name), joined(key, Column::inserted));
    Object[] arguments = Arrays.copyOf(after.get().values(), keyColumns + 1);
    arguments[keyColumns] = (long) limit;
    return link.query(select + past + order("") + " LIMIT ?", this::read, arguments);
  }

  /** Inserts a row; the link need not wait for it. */
  public void insert(Link link, TableRow row) {
    link.send(Link.Touches.ONE, insert, row.values());
  }

  private String order(String direction) {
    return columns.subList(0, keyColumns).stream()
        .map(column -> column.name() + direction)
        .collect(Collectors.joining(", ", " ORDER BY ", ""));
  }

  private TableRow read(Row row) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).read(row, i + 1);
    }
    return new TableRow(this, values);
  }
}
