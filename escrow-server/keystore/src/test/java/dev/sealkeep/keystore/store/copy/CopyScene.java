package dev.sealkeep.keystore.store.copy;

import static dev.sealkeep.keystore.store.StoreRows.TIME;
import static dev.sealkeep.keystore.store.StoreRows.filled;

import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.Transaction;
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
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An embedded store with rows in every table, and what plain SQL says of stores. */
final class CopyScene {
  static final String ORIGIN = "log.example.org/copy";
  static final int LOG_SIZE = 30;

  private CopyScene() {}

  /** Makes a store with several rows in every table but the head. */
  static Path fill(Path file) {
    change(file, CopyScene::rows);
    return file;
  }

  /** Runs a transaction on the store in {@code file}, which it makes if need be. */
  static void change(Path file, Consumer<Transaction> work) {
    try (SqliteStore store = SqliteStore.open(file, InstantSource.fixed(TIME))) {
      boolean _ =
          store
              .transact(
                  transaction -> {
                    work.accept(transaction);
                    return true;
                  })
              .join();
    }
  }

  private static void rows(Transaction transaction) {
    transaction.putServerSetting("log-origin", ORIGIN);
    transaction.putServerSetting("log-root", "root+1+AA");
    for (int i = 0; i < 4; i++) {
      transaction.putServerSecret("secret-" + i, filled(40 + i, i));
      transaction.putAdminToken(filled(32, 200 + i), TIME);
      transaction.putReference(StoreRows.reference("acme", "builds/\u00e4", i + 1));
      transaction.putCollateral(StoreRows.collateral("item " + i, "chip", i, i % 2));
    }
    for (String tenant : List.of("acme", "b", "b-2", "b_2")) {
      transaction.putTenant(StoreRows.tenant(tenant, 3));
      transaction.putKey(StoreRows.key(tenant, "disk", true, 2));
      for (int version = 1; version <= 3; version++) {
        transaction.putPolicy(StoreRows.policy(tenant, "root", version));
        transaction.putKeyVersion(StoreRows.keyVersion(tenant, "disk", version, version));
      }
    }
    for (int i = 0; i < LOG_SIZE; i++) {
      transaction.appendLog(StoreRows.log(i, i % 2 == 0 ? "acme" : "b"));
      transaction.putDecision(StoreRows.decision(i, "acme", i % 3 == 0));
      boolean _ = transaction.spendChallenge(filled(32, 100 + i), TIME);
    }
    transaction.putTile(0, 0, filled(32 * LOG_SIZE, 9));
    transaction.putTile(1, 0, filled(32, 8));
    transaction.archiveEvidence("acme", filled(32, 0), new byte[0]);
    transaction.archiveEvidence("acme", filled(32, 0x80), filled(1 << 20, 0x80));
    transaction.archiveEvidence("b", filled(32, 0x7f), filled(100, 0x7f));
    transaction.putLogHead(StoreRows.head(LOG_SIZE));
  }

  /** Every row of every table of an embedded store, by table; read by plain SQL. */
  static Map<String, List<String>> dump(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return dump(
          connection,
          "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
              + " WHERE t.type = 'table' ORDER BY t.name, c.name");
    }
  }

  /** Every row of every table of a database, by table; read by plain SQL. */
  static Map<String, List<String>> dump(PostgresqlServer server) throws SQLException {
    try (Connection connection = server.connection()) {
      return dump(
          connection,
          "SELECT table_name, column_name FROM information_schema.columns"
              + " WHERE table_schema = 'public' AND table_name <> 'store_copy'"
              + " ORDER BY table_name, column_name");
    }
  }

  private static Map<String, List<String>> dump(Connection connection, String catalogue)
      throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    for (List<String> row : rows(connection, catalogue)) {
      columns.computeIfAbsent(row.get(0), _ -> new ArrayList<>()).add(row.get(1));
    }
    columns.remove("flyway_schema_history");
    // Whose word counts for one database alone.
    columns.remove("node");
    Map<String, List<String>> tables = new TreeMap<>();
    for (Map.Entry<String, List<String>> table : columns.entrySet()) {
      String names = String.join(", ", table.getValue());
      List<String> lines = new ArrayList<>();
      for (List<String> row : rows(connection, "SELECT " + names + " FROM " + table.getKey())) {
        lines.add(names + " = " + row);
      }
      Collections.sort(lines);
      tables.put(table.getKey(), lines);
    }
    return tables;
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(
              result.getObject(i) instanceof byte[] bytes
                  ? HexFormat.of().formatHex(bytes)
                  : String.valueOf(result.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
