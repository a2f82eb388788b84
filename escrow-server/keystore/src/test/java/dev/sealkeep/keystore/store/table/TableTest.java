package dev.sealkeep.keystore.store.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of tables is that of both databases' own catalogues: a copy leaves nothing out. */
final class TableTest {
  private static final Set<String> NOT_COPIED =
      Set.of("flyway_schema_history", "store_copy", "node");

  @TempDir private Path directory;

  /** Names of columns, and the type as it stands in the catalogue, by table. */
  private static Map<String, Set<String>> catalogue(Connection connection, String sql)
      throws SQLException {
    Map<String, Set<String>> tables = new TreeMap<>();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery(sql)) {
      while (columns.next()) {
        String type = columns.getString(3).toLowerCase(Locale.ROOT);
        String optional = columns.getInt(4) == 0 ? " optional" : "";
        tables
            .computeIfAbsent(columns.getString(1), _ -> new java.util.TreeSet<>())
            .add(columns.getString(2) + " " + type + optional);
      }
    }
    tables.keySet().removeAll(NOT_COPIED);
    return tables;
  }

  private static Map<String, Set<String>> listed(Map<String, String> types) {
    return Arrays.stream(Table.values())
        .collect(
            Collectors.toMap(
                Table::sqlName,
                table ->
                    table.columns().stream()
                        .map(column -> column.name() + " " + type(column, types))
                        .collect(Collectors.toCollection(java.util.TreeSet::new)),
                (one, other) -> one,
                TreeMap::new));
  }

  private static String type(Column column, Map<String, String> types) {
    return switch (column.type()) {
      case NUMBER -> "bigint";
      case INTEGER -> "integer";
      case TEXT -> "text";
      case OPTIONAL_TEXT -> "text optional";
      case BYTES -> types.getOrDefault("bytes", "blob");
    };
  }

  @Test
  void everyTableAndColumnOfSqliteIsListed() throws Exception {
    Path file = directory.resolve("sealkeep.db");
    SqliteStore.open(file, InstantSource.system()).close();
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);

    assertThat(
            catalogue(
                connection,
                "SELECT t.name, c.name, REPLACE(c.type, 'SMALLINT', 'INTEGER'), c.\"notnull\""
                    + " FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
                    + " WHERE t.type = 'table'"))
        .isEqualTo(listed(Map.of()));
  }

  @Test
  void everyTableAndColumnOfPostgresqlIsListed() throws Exception {
    Connection connection = PostgresqlServer.shared().connection();

    assertThat(
            catalogue(
                connection,
                "SELECT table_name, column_name, REPLACE(data_type, 'smallint', 'integer'),"
                    + " CASE is_nullable WHEN 'YES' THEN 0 ELSE 1 END"
                    + " FROM information_schema.columns WHERE table_schema = 'public'"))
        .isEqualTo(listed(Map.of("bytes", "bytea")));
  }

  @Test
  void theKeyOfEveryTableIsItsPrimaryKeyInOrder() throws Exception {
    Map<String, List<String>> keys = new TreeMap<>();
    try (Connection connection = PostgresqlServer.shared().connection();
        Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT k.table_name, k.column_name FROM information_schema.key_column_usage AS k"
                    + " JOIN information_schema.table_constraints AS c USING (constraint_name)"
                    + " WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_schema = 'public'"
                    + " ORDER BY k.ordinal_position")) {
      while (columns.next()) {
        keys.computeIfAbsent(columns.getString(1), _ -> new ArrayList<>())
            .add(columns.getString(2));
      }
    }
    keys.keySet().removeAll(NOT_COPIED);

    assertThat(keys).hasSize(Table.values().length);
    for (Table table : Table.values()) {
      assertThat(table.columns().subList(0, table.keyColumns()).stream().map(Column::name).toList())
          .as(table.sqlName())
          .isEqualTo(keys.get(table.sqlName()));
    }
  }
}
