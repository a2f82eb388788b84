package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.keystore.store.FsyncFailedException;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.jdbc.JdbcLink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The connection that is the first to open and the last to close. While it is open no other is the
 * last, whose closing would write to the disk; and the index of the WAL, which all connections
 * share, stays one that may be written, even if others come and go while the file system is
 * read-only.
 */
final class Anchor implements AutoCloseable {
  private final Path database;
  private final SqliteFaults faults;
  private final JdbcLink link;

  Anchor(Path database, Connections connections, SqliteFaults faults) throws SQLException {
    this.database = database;
    this.faults = faults;
    this.link = new JdbcLink(connections.writing(), faults);
  }

  /**
   * Writes the commits that an earlier process left in the WAL to the database anew, makes them
   * durable there, and begins an empty WAL.
   *
   * <p>A process that ended because an fsync had failed leaves frames that can be read from the
   * page cache and need not be on the disk; what is committed behind them would be lost with them.
   * The names of the files are made durable for the same reason.
   *
   * @throws StoreRefusedException if another program reads the database
   */
  void settle() {
    boolean busy =
        link.query("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.number(1)).getFirst() != 0;
    if (busy) {
      throw new StoreRefusedException(
          Reason.IN_USE,
          "another program reads the database " + database + "; end it, then start again");
    }
    try {
      OwnerOnlyFiles.syncDirectoryOf(database);
    } catch (IOException e) {
      throw faults.failStop(
          new FsyncFailedException(
              "the folder of the database " + database + " could not be made durable", e));
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
