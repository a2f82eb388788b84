package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A link with the state of its transaction. Not thread-safe: one thread at a time.
 *
 * <p>After a failed statement every further one throws the same failure, until the transaction is
 * rolled back or a savepoint around the failed statement is. So work that swallows a failure cannot
 * commit what came before it, on either database.
 */
public final class Session implements AutoCloseable {
  private final Link link;
  private final String history;
  private @Nullable RuntimeException failure;
  private int savepoints;

  /** Takes ownership of {@code link}, on which no transaction is open. */
  public Session(Link link) {
    this(link, "");
  }

  /**
   * Takes ownership of {@code link}, on which no transaction is open.
   *
   * @param history what {@link dev.sealkeep.keystore.store.Transaction#history} is to say
   */
  public Session(Link link, String history) {
    this.link = link;
    this.history = history;
  }

  String history() {
    return history;
  }

  /** Whether it may still serve. */
  boolean open() {
    return link.open();
  }

  /** Begins a transaction with the database's own statements and forgets earlier failures. */
  void begin(List<String> statements) {
    failure = null;
    savepoints = 0;
    statements.forEach(this::send);
  }

  /** Waits for what was sent, and throws the failure that no savepoint has undone. */
  void settle() {
    attempt(link::settle);
  }

  /** Commits; any exception leaves the outcome unknown. */
  void commit() {
    link.commit();
  }

  /**
   * Rolls back.
   *
   * @throws RuntimeException if the connection may still hold the transaction: it must be closed
   */
  void rollback() {
    failure = null;
    link.undo("ROLLBACK");
  }

  /** Runs {@code member} under a savepoint: if it throws, its writes alone are undone. */
  <T> T savepoint(Supplier<T> member) {
    String name = "member_" + savepoints;
    send("SAVEPOINT " + name);
    savepoints++;
    try {
      T result = member.get();
      settle();
      send("RELEASE SAVEPOINT " + name);
      return result;
    } catch (RuntimeException | Error e) {
      undo(name);
      throw e;
    } finally {
      savepoints--;
    }
  }

  /** A lost transaction has no savepoints any more; it stays failed. */
  private void undo(String savepoint) {
    if (failure instanceof StoreUnavailableException) {
      return;
    }
    failure = null;
    attempt(() -> link.undo("ROLLBACK TO SAVEPOINT " + savepoint));
    send("RELEASE SAVEPOINT " + savepoint);
  }

  /** Returns every row of a query. */
  public <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) {
    return attempted(() -> link.query(sql, reader, arguments));
  }

  /** Returns the first row of a query. */
  public <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) {
    List<T> rows = list(sql, reader, arguments);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Changes rows and returns their number. */
  int update(String sql, Object... arguments) {
    return attempted(() -> link.update(sql, arguments));
  }

  /** Changes rows; a refusal shows at the latest at the end of the savepoint or transaction. */
  void send(Link.Touches touches, String sql, Object... arguments) {
    attempt(() -> link.send(touches, sql, arguments));
  }

  /** The same for an insertion that may trade places with those next to it. */
  void insert(Link.Touches touches, String sql, Object... arguments) {
    attempt(() -> link.insert(touches, sql, arguments));
  }

  private void send(String sql) {
    send(Link.Touches.ANY, sql);
  }

  private <T> T attempted(Supplier<T> attempt) {
    if (failure != null) {
      throw failure;
    }
    try {
      return attempt.get();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void attempt(Runnable attempt) {
    boolean _ =
        attempted(
            () -> {
              attempt.run();
              return true;
            });
  }

  /** Closes the link; an open transaction is rolled back. */
  @Override
  public void close() {
    link.close();
  }
}
