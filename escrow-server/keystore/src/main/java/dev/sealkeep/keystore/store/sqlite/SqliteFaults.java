package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.FsyncFailedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.Faults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells SQLite's result codes apart (sqlite.org/rescode.html). A failed fsync ends the process
 * here, where every failure passes, so that nobody can take it for another.
 */
final class SqliteFaults implements Faults {
  /** The low byte of an extended result code is the primary one. */
  private static final int PRIMARY = 0xff;

  private static final Set<SQLiteErrorCode> FSYNC =
      Set.of(SQLiteErrorCode.SQLITE_IOERR_FSYNC, SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC);

  /**
   * The failures of a COMMIT after which its transaction is not in the database. A transaction
   * counts once its last frame is whole in the WAL and the index of the WAL names it. With the
   * first two, that frame was not written; with the third, the index found no room. Either way the
   * next transaction is written over its frames.
   */
  private static final Set<SQLiteErrorCode> UNWRITTEN =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR_WRITE,
          SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);

  private final Path database;
  private final FailStop failStop;

  SqliteFaults(Path database, FailStop failStop) {
    this.database = database;
    this.failStop = failStop;
  }

  @Override
  public RuntimeException translate(SQLException failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return new StoreUnavailableException("the database failed", failure);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    int primary = code.code & PRIMARY;
    if (FSYNC.contains(code)) {
      return failStop(
          new FsyncFailedException(
              "the database %s could not be made durable (%s)".formatted(database, code.name()),
              failure));
    }
    if (primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
      return new IllegalStateException("the row contradicts one that is there", failure);
    }
    if (refusedStatement(primary)) {
      return new IllegalStateException("the database refused the statement", failure);
    }
    return new StoreUnavailableException(
        "%s (%s, %s)".formatted(explain(code), database, code.name()), failure);
  }

  /** Ends the process, or yields what to throw where nothing does. */
  FsyncFailedException failStop(FsyncFailedException failure) {
    failStop.end(failure);
    return failure;
  }

  /** Whether {@code failure} of a COMMIT left its transaction out of the database. */
  static boolean unwritten(Throwable failure) {
    return failure.getCause() instanceof SQLiteException sqlite
        && UNWRITTEN.contains(sqlite.getResultCode());
  }

  private static boolean refusedStatement(int primary) {
    return primary == SQLiteErrorCode.SQLITE_ERROR.code
        || primary == SQLiteErrorCode.SQLITE_TOOBIG.code
        || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
        || primary == SQLiteErrorCode.SQLITE_MISUSE.code
        || primary == SQLiteErrorCode.SQLITE_RANGE.code;
  }

  private static String explain(SQLiteErrorCode code) {
    int primary = code.code & PRIMARY;
    if (primary == SQLiteErrorCode.SQLITE_FULL.code
        || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return "the disk, or the database's size limit, is full; make room";
    }
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return "another program holds the database's lock; end it";
    }
    if (primary == SQLiteErrorCode.SQLITE_READONLY.code) {
      return "the database is read-only; check its file system and permissions";
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return "the database file is damaged; restore a backup";
    }
    if (code == SQLiteErrorCode.SQLITE_IOERR_WRITE) {
      return "the database cannot be written; check that its disk is well and its file system is"
          + " not read-only";
    }
    return "the database's file cannot be read or written; check the disk";
  }
}
