package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens connections to one database file, each with its settings set and read back. */
final class Connections {
  private final String url;
  private final Limits limits;

  Connections(Path file, Limits limits) {
    this.url = "jdbc:sqlite:" + file;
    this.limits = limits;
  }

  /** For the migrations, which bring their own transactions. */
  DataSource forMigrations() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(url);
    return source;
  }

  /** For looking at the migrations that were applied. */
  DataSource forReading() {
    SQLiteConfig settings = settings();
    settings.setReadOnly(true);
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl(url);
    return source;
  }

  /** A connection to a file that is opened for reading alone; nothing of it is ever changed. */
  Connection readOnly() throws SQLException {
    SQLiteConfig settings = settings();
    settings.setReadOnly(true);
    settings.setBusyTimeout(Math.toIntExact(limits.busyTimeout().toMillis()));
    return settings.createConnection(url);
  }

  /** A connection that may write. */
  Connection writing() throws SQLException {
    return opened(
        connection -> {
          configure(connection);
          long pages = Math.max(1, limits.databaseBytes() / number(connection, "page_size"));
          set(connection, "max_page_count = " + pages);
          check(connection);
        });
  }

  /** A connection that may not. */
  Connection reading() throws SQLException {
    return opened(
        connection -> {
          configure(connection);
          set(connection, "query_only = ON");
          check(connection);
          require(connection, "query_only", "1");
        });
  }

  private Connection opened(Setup setup) throws SQLException {
    Connection connection = settings().createConnection(url);
    boolean ready = false;
    try {
      setup.apply(connection);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  /** The driver's own settings; unless told not to, it asks for the row id after each insert. */
  private static SQLiteConfig settings() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setGetGeneratedKeys(false);
    return settings;
  }

  /**
   * Checkpoints are asked for by {@link Checkpoints}, since SQLite's own keep their failures to
   * themselves. Temporary tables stay in memory and the file is never mapped, so that no other
   * folder's full disk and no SIGBUS can reach a transaction.
   */
  private void configure(Connection connection) throws SQLException {
    set(connection, "busy_timeout = " + limits.busyTimeout().toMillis());
    set(connection, "journal_mode = WAL");
    set(connection, "synchronous = FULL");
    set(connection, "wal_autocheckpoint = 0");
    set(connection, "temp_store = MEMORY");
    set(connection, "mmap_size = 0");
    set(connection, "foreign_keys = ON");
    set(connection, "trusted_schema = OFF");
  }

  /**
   * Refuses a connection on which a commit would not be durable or a reference not be checked.
   *
   * @throws StoreRefusedException with reason {@code WEAK_SETTINGS}
   */
  static void check(Connection connection) throws SQLException {
    require(connection, "journal_mode", "wal");
    require(connection, "synchronous", "2");
    require(connection, "foreign_keys", "1");
    require(connection, "wal_autocheckpoint", "0");
    if (number(connection, "busy_timeout") <= 0) {
      throw weak("busy_timeout", "a positive number", "0");
    }
  }

  private static void require(Connection connection, String pragma, String wanted)
      throws SQLException {
    String actual = read(connection, pragma);
    if (!actual.equals(wanted)) {
      throw weak(pragma, wanted, actual);
    }
  }

  private static StoreRefusedException weak(String pragma, String wanted, String actual) {
    return new StoreRefusedException(
        Reason.WEAK_SETTINGS,
        "the database has "
            + pragma
            + " "
            + actual
            + " instead of "
            + wanted
            + ", so a commit might be lost; put it on a local disk with a POSIX file system");
  }

  private static long number(Connection connection, String pragma) throws SQLException {
    return Long.parseLong(read(connection, pragma));
  }

  private static void set(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      var _ = statement.execute("PRAGMA " + setting);
    }
  }

  private static String read(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
      String value = row.next() ? row.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  @FunctionalInterface
  private interface Setup {
    void apply(Connection connection) throws SQLException;
  }
}
