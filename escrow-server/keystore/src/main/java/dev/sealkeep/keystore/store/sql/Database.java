package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.time.Instant;
import java.util.List;

/** What differs between the databases beneath a {@link SqlStore}. */
public interface Database {
  /** What became of a transaction whose COMMIT failed. */
  enum Outcome {
    /** It is durable. */
    COMMITTED,
    /** It is not in the database, and nothing that commits later builds on it. */
    LOST,
    /** Nobody can tell. */
    UNKNOWN
  }

  /**
   * Opens a session that may write, with its settings set and checked.
   *
   * @throws StoreUnavailableException if there is none to be had
   */
  Session openWriting();

  /**
   * Opens a session that only reads, with its settings set and checked.
   *
   * @throws StoreUnavailableException if there is none to be had
   */
  Session openReading();

  /** Begins a transaction that writes. */
  List<String> beginWriting();

  /** Begins a transaction whose reads all see one state. */
  List<String> beginReading();

  /** The database's own time, of any precision. */
  Instant now(Session session);

  /**
   * Finds out what became of a transaction whose COMMIT failed and whose session is closed. May
   * wait until it is known or {@code gate} shuts; may shut it.
   *
   * @param failure what COMMIT threw
   */
  Outcome settle(Changes changes, Throwable failure, Gate gate);

  /**
   * Does what is due between two transactions; called on the writing thread after each COMMIT.
   *
   * @throws RuntimeException if the session is not to be used again
   */
  default void committed(Session session) {}
}
