package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.file.ProcessLock;
import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.JdbcLink;
import dev.sealkeep.keystore.store.jdbc.Schema;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Opens an embedded store for reading while no server runs on it. The lock that a server takes is
 * held until it is closed, so that none starts meanwhile. The file is opened read-only: what a
 * killed server left in the write-ahead log is read from there and stays there.
 */
public final class SqliteOffline {
  private SqliteOffline() {}

  /**
   * Opens the database in {@code file}.
   *
   * @throws StoreRefusedException if there is none, a server uses it, or its schema is not this
   *     release's
   */
  public static OfflineStore open(Path file) {
    Path database = SqliteStore.real(SqliteStore.usable(file));
    if (!Files.isRegularFile(database)) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE, "there is no database " + database + "; check the path");
    }
    ProcessLock lock = SqliteStore.claim(database);
    boolean opened = false;
    try {
      Connections connections = new Connections(database, Limits.DEFAULT);
      Schema.require(connections.forReading(), Schema.Dialect.SQLITE);
      JdbcLink link =
          new JdbcLink(connections.readOnly(), new SqliteFaults(database, FailStop.NONE));
      link.send(Link.Touches.ANY, "BEGIN DEFERRED");
      opened = true;
      return new OfflineStore(link, database.toString(), () -> SqliteStore.release(lock));
    } catch (SQLException e) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE, "the database " + database + " cannot be read", e);
    } finally {
      if (!opened) {
        SqliteStore.release(lock);
      }
    }
  }

  /**
   * What SQLite itself finds wrong with the file: at most a hundred lines, none if it is sound
   * (sqlite.org/pragma.html#pragma_integrity_check).
   *
   * @throws StoreUnavailableException if the file cannot be read
   */
  public static List<String> damage(OfflineStore store) {
    return store.link().query("PRAGMA integrity_check", row -> row.text(1)).stream()
        .filter(line -> !line.equals("ok"))
        .toList();
  }
}
