package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Encryption;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real PostgreSQL server with one database, {@code store}. */
public final class PostgresqlServer implements AutoCloseable {
  /** What the store wants; the library's own defaults trade durability for speed. */
  private static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "synchronous_commit", "on");

  private static final String DATABASE = "store";

  /** Children before the tables that they refer to. */
  private static final List<String> TABLES =
      List.of(
          "log_head",
          "log_entry",
          "log_tile",
          "spent_challenge",
          "sealing_key_version",
          "sealing_key",
          "tenant",
          "policy",
          "reference_set",
          "server_secret",
          "server_setting",
          "admin_token",
          "evidence",
          "decision",
          "collateral",
          "node",
          "store_copy");

  private final EmbeddedPostgres server;

  private PostgresqlServer(EmbeddedPostgres server) {
    this.server = server;
  }

  private static final class Shared {
    private static final PostgresqlServer SERVER = new PostgresqlServer(start(builder()));

    static {
      SERVER.createDatabase();
      PostgresqlStore.open(SERVER.settings()).close();
    }
  }

  /** The server of all tests that do it no harm, with an empty store. Ends with this process. */
  public static PostgresqlServer shared() {
    PostgresqlServer server = Shared.SERVER;
    server.empty();
    return server;
  }

  /** A server of a test's own, in a folder that outlives it, with more settings. */
  public static PostgresqlServer start(Path data, int port, Map<String, String> settings) {
    EmbeddedPostgres.Builder builder =
        builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(port);
    settings.forEach(builder::setServerConfig);
    return new PostgresqlServer(start(builder));
  }

  private static EmbeddedPostgres.Builder builder() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1));
    DURABLE.forEach(builder::setServerConfig);
    return builder;
  }

  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the database in a locale that does not sort by bytes. */
  public void createDatabase() {
    execute(
        "postgres",
        "CREATE DATABASE store ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en'"
            + " LOCALE 'C.UTF-8' TEMPLATE template0");
  }

  private void empty() {
    StringBuilder statements = new StringBuilder();
    TABLES.forEach(table -> statements.append("DELETE FROM ").append(table).append(";"));
    statements.append("INSERT INTO log_head VALUES (1, '_system', 0, sha256(''), 0)");
    execute(DATABASE, statements.toString());
  }

  /** Runs statements in the store's database as the superuser. */
  public void execute(String sql) {
    execute(DATABASE, sql);
  }

  private void execute(String database, String sql) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection of the superuser's to the store's database. */
  public Connection connection() throws SQLException {
    return server.getDatabase("postgres", DATABASE).getConnection();
  }

  /** Reads one number from the store's database. */
  public long number(String sql) {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) {
    try (Connection connection = server.getDatabase("postgres", DATABASE).getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      var _ = result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts access rules before the others, and waits until they and all settings are in force. */
  void prependAccessRules(String rules) throws IOException {
    Path file = Path.of(text("SHOW hba_file"));
    Files.writeString(file, rules + Files.readString(file));
    reload();
  }

  /** Changes a setting while the server runs; the processes that serve sessions hear of it soon. */
  void alter(String setting, String value) {
    execute("ALTER SYSTEM SET %s = '%s'".formatted(setting, value));
    reload();
  }

  private void reload() {
    String loaded = text("SELECT pg_conf_load_time()::text");
    execute("SELECT pg_reload_conf()");
    while (text("SELECT pg_conf_load_time()::text").equals(loaded)) {
      Thread.onSpinWait();
    }
  }

  /** Ends the server as a crash does: nothing is flushed that was not durable before. */
  public void crash() {
    try {
      Path file = Path.of(text("SHOW data_directory"), "postmaster.pid");
      String pid = Files.readAllLines(file).getFirst();
      // The signal for an immediate shutdown, which ends every process of the server.
      int status = new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill ended with " + status);
      }
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join());
      // Gives back the lock on the folder, which stays.
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies the folder of a server that is stopped. */
  public static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                folder, to.resolve(from.relativize(folder)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Makes a standby the primary, and waits until it is. */
  public void promote() {
    if (!text("SELECT pg_promote(true, 60)::text").equals("true")) {
      throw new IllegalStateException("the standby was not promoted");
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Settings of a store in it, with another limit to a statement's time. */
  public PostgresqlSettings settings(Duration statementTimeout) {
    PostgresqlSettings usual = settings();
    return new PostgresqlSettings(
        usual.hosts(),
        usual.database(),
        usual.user(),
        usual.passwordFile(),
        usual.encryption(),
        usual.readConnections(),
        usual.connectTimeout(),
        statementTimeout,
        usual.applicationName());
  }

  /** Settings of a store in it. */
  public PostgresqlSettings settings() {
    return settings(List.of(new Host("localhost", port())));
  }

  /** Settings of a store that is reached at other addresses. */
  static PostgresqlSettings settings(List<Host> hosts) {
    return new PostgresqlSettings(
        hosts,
        DATABASE,
        "postgres",
        Optional.empty(),
        new Encryption.None(),
        4,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        "sealkeep-test");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
