package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.keystore.file.ProcessLock;
import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.keystore.store.jdbc.Schema;
import dev.sealkeep.keystore.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A store in one SQLite file: WAL, {@code synchronous=FULL}, one writing thread, {@code BEGIN
 * IMMEDIATE}.
 *
 * <p>An embedded database has no clock of its own: {@link Transaction#now()} is the process's, in
 * milliseconds. After a COMMIT whose outcome is unknown the store refuses all work; opening it anew
 * finds out what was committed.
 */
public final class SqliteStore implements Store {
  /** With less, a transaction of a few rows says nothing about one of many. */
  private static final long ROOM_BYTES = 4 << 20;

  private final SqlStore store;
  private final Path database;

  private SqliteStore(SqlStore store, Path database) {
    this.store = store;
    this.database = database;
  }

  /** Opens a store with the default limits; see {@link #open(Path, InstantSource, Limits)}. */
  public static SqliteStore open(Path file, InstantSource clock) {
    return open(file, clock, Limits.DEFAULT);
  }

  /**
   * Opens the database, creates it (mode 0600, its folder 0700) if it is absent, and brings its
   * schema up to date. One opener at a time: a lock file beside it refuses a second.
   *
   * @throws StoreRefusedException if it is in use, its schema is not this release's, its settings
   *     are too weak, or the file cannot be used
   */
  public static SqliteStore open(Path file, InstantSource clock, Limits limits) {
    return open(file, clock, limits, UnaryOperator.identity());
  }

  /** As above, with the default limits and what ends the process when an fsync fails. */
  public static SqliteStore open(Path file, InstantSource clock, FailStop failStop) {
    return open(file, clock, Limits.DEFAULT, UnaryOperator.identity(), failStop);
  }

  /** As above, with what stands between the writer and its connection; for tests of faults. */
  static SqliteStore open(
      Path file, InstantSource clock, Limits limits, UnaryOperator<Connection> between) {
    return open(file, clock, limits, between, FailStop.NONE);
  }

  private static SqliteStore open(
      Path file,
      InstantSource clock,
      Limits limits,
      UnaryOperator<Connection> between,
      FailStop failStop) {
    Path database = real(usable(file));
    ProcessLock lock = claim(database);
    boolean opened = false;
    try {
      SqliteStore store = open(lock, database, clock, limits, between, failStop);
      opened = true;
      return store;
    } catch (SQLException | IOException e) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE,
          "the database "
              + database
              + " cannot be opened ("
              + e.getMessage()
              + "); check that its disk is well, has room and is not mounted read-only",
          e);
    } finally {
      if (!opened) {
        release(lock);
      }
    }
  }

  private static SqliteStore open(
      ProcessLock lock,
      Path database,
      InstantSource clock,
      Limits limits,
      UnaryOperator<Connection> between,
      FailStop failStop)
      throws SQLException, IOException {
    OwnerOnlyFiles.createOrRestrict(database);
    Connections connections = new Connections(database, limits);
    SqliteFaults faults = new SqliteFaults(database, failStop);
    Anchor anchor = new Anchor(database, connections, faults);
    boolean opened = false;
    try {
      Schema.migrate(connections.forMigrations(), Schema.Dialect.SQLITE);
      anchor.settle();
      SqlStore store =
          new SqlStore(
              new SqliteDatabase(connections, faults, clock, between),
              new SqlStore.Bounds(
                  limits.queuedTransactions(), limits.readConnections(), limits.readWait()),
              Thread.ofPlatform().daemon(true),
              () -> {
                anchor.close();
                release(lock);
              });
      opened = true;
      return new SqliteStore(store, database);
    } finally {
      if (!opened) {
        anchor.close();
      }
    }
  }

  /** The driver would take what follows a question mark for settings. */
  static Path usable(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    if (absolute.toString().indexOf('?') >= 0 || absolute.getFileName() == null) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE,
          "the database's path " + absolute + " must name a file and hold no question mark");
    }
    return absolute;
  }

  /** Two names of one file must not pass for two databases. */
  static Path real(Path database) {
    try {
      return Files.exists(database) ? database.toRealPath() : database;
    } catch (IOException e) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE, "the database's path " + database + " cannot be resolved", e);
    }
  }

  static ProcessLock claim(Path database) {
    try {
      OwnerOnlyFiles.createDirectoryOf(database);
      return ProcessLock.tryAcquire(database)
          .orElseThrow(
              () ->
                  new StoreRefusedException(
                      Reason.IN_USE,
                      "the database "
                          + database
                          + " is in use by another server; stop that one first"));
    } catch (IOException e) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE,
          "the folder of the database "
              + database
              + " cannot be used; check that it exists and belongs to this user",
          e);
    }
  }

  @Override
  public <T> CompletableFuture<T> transact(Function<Transaction, T> work) {
    return store.transact(work);
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    return store.read(query);
  }

  @Override
  public <T> T peek(Function<Snapshot, T> query) {
    return store.peek(query);
  }

  @Override
  public boolean hasRoom() {
    try {
      return Files.getFileStore(database).getUsableSpace() >= ROOM_BYTES;
    } catch (IOException _) {
      return true;
    }
  }

  @Override
  public void close() {
    store.close();
  }

  static void release(ProcessLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StoreRefusedException(
          Reason.FILE_UNUSABLE, "the database's lock file cannot be closed", e);
    }
  }
}
