package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.sql.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves commits from the WAL to the database, as SQLite does by itself after a COMMIT that leaves
 * {@value #FRAMES} frames or more. SQLite would ignore a failure there, and try a failed fsync
 * again. One writing thread uses it.
 *
 * <p>Without room for the database's file the WAL grows on, and serves on, until it finds no room
 * either.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final long FRAMES = 1_000;

  private boolean failing;

  /**
   * Moves what there is, if it is enough; a reader may hold some of it back until the next time.
   */
  void follow(Session session) {
    try {
      if (frames(session, "NOOP") >= FRAMES) {
        long _ = frames(session, "PASSIVE");
        failing = false;
      }
    } catch (StoreUnavailableException e) {
      if (!failing) {
        LOG.warn("commits stay in the WAL, which grows: {}", e.getMessage());
      }
      failing = true;
    }
  }

  /** Runs a checkpoint; yields the frames in the WAL, or -1 if there is none. */
  private static long frames(Session session, String mode) {
    return session.list("PRAGMA wal_checkpoint(" + mode + ")", row -> row.number(2)).getFirst();
  }
}
