package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.util.List;

/**
 * One connection to a database. Statements are in the SQL that SQLite and PostgreSQL share, with a
 * question mark for each argument; an argument is a Long, Integer, String or byte[]. Not
 * thread-safe: one thread at a time.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the machine or the database failed,
 * so that the whole transaction is lost, and {@link IllegalStateException} when the statement
 * itself was refused, which a savepoint undoes. A failure is thrown once, by the first call that
 * learns of it: of a statement that was only sent, that may be a later one.
 */
public interface Link extends AutoCloseable {
  /** How many rows a change must touch. */
  enum Touches {
    /** Exactly one; another number is refused. */
    ONE,
    /** Any number. */
    ANY
  }

  /** Whether it may still serve; false once it is known to be closed. */
  boolean open();

  /** Returns every row of a query. */
  <T> List<T> query(String sql, Row.Reader<T> reader, Object... arguments);

  /** Changes rows and returns their number. */
  int update(String sql, Object... arguments);

  /** Changes rows, and need not wait for it before {@link #settle}. */
  void send(Touches touches, String sql, Object... arguments);

  /**
   * The same for an insertion that may trade places with the insertions next to it, so that those
   * of one statement can go out together.
   */
  void insert(Touches touches, String sql, Object... arguments);

  /**
   * Runs a statement that undoes what was done before it, such as a rollback. Refusals of what it
   * undoes that nobody has learned of are forgotten. Need not wait for it before {@link #settle}.
   */
  void undo(String statement);

  /** Waits for everything that was sent. */
  void settle();

  /** Commits; any exception leaves the outcome unknown. */
  void commit();

  /** Closes the connection; an open transaction is rolled back. */
  @Override
  void close();
}
