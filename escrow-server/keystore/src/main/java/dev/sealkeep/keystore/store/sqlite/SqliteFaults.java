package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.Faults;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells SQLite's result codes apart (sqlite.org/rescode.html). */
final class SqliteFaults implements Faults {
  /** The low byte of an extended result code is the primary one. */
  private static final int PRIMARY = 0xff;

  @Override
  public RuntimeException translate(SQLException failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return new StoreUnavailableException("the database failed", failure);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    int primary = code.code & PRIMARY;
    if (primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
      return new IllegalStateException("the row contradicts one that is there", failure);
    }
    if (refusedStatement(primary)) {
      return new IllegalStateException("the database refused the statement", failure);
    }
    return new StoreUnavailableException(explain(primary) + " (" + code.name() + ")", failure);
  }

  private static boolean refusedStatement(int primary) {
    return primary == SQLiteErrorCode.SQLITE_ERROR.code
        || primary == SQLiteErrorCode.SQLITE_TOOBIG.code
        || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
        || primary == SQLiteErrorCode.SQLITE_MISUSE.code
        || primary == SQLiteErrorCode.SQLITE_RANGE.code;
  }

  private static String explain(int primary) {
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
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
    return "the database's file cannot be read or written; check the disk";
  }
}
