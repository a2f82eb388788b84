package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection with its prepared statements. Not thread-safe: one thread at a time.
 *
 * <p>After a failed statement every further one throws the same failure, until the transaction is
 * rolled back or a savepoint around the failed statement is. So work that swallows a failure cannot
 * commit what came before it, on either database.
 */
public final class Session implements AutoCloseable {
  /** Makes a value of the current row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Reads columns from 1; must not move the cursor. */
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Faults faults;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private @Nullable RuntimeException failure;
  private int savepoints;

  /** Takes ownership of {@code connection}, which must be in auto-commit mode. */
  public Session(Connection connection, Faults faults) {
    this.connection = connection;
    this.faults = faults;
  }

  /** Begins a transaction with the database's own statement and forgets earlier failures. */
  public void begin(String statement) {
    failure = null;
    savepoints = 0;
    execute(statement);
  }

  /** Throws the failure that no savepoint has undone, if there is one. */
  public void requireSound() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Commits; any exception leaves the outcome unknown. */
  public void commit() throws SQLException {
    prepared("COMMIT").execute();
  }

  /**
   * Rolls back.
   *
   * @throws SQLException if the connection may still hold the transaction: it must be closed
   */
  public void rollback() throws SQLException {
    prepared("ROLLBACK").execute();
    failure = null;
  }

  /** Runs {@code member} under a savepoint: if it throws, its writes alone are undone. */
  public <T> T savepoint(Supplier<T> member) {
    String name = "member_" + savepoints;
    execute("SAVEPOINT " + name);
    savepoints++;
    try {
      T result = member.get();
      requireSound();
      execute("RELEASE SAVEPOINT " + name);
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
    execute("ROLLBACK TO SAVEPOINT " + savepoint);
    execute("RELEASE SAVEPOINT " + savepoint);
  }

  /** Returns every row of a query. */
  public <T> List<T> list(String sql, RowReader<T> reader, Object... arguments) {
    return attempt(
        () -> {
          PreparedStatement statement = bound(sql, arguments);
          List<T> rows = new ArrayList<>();
          try (ResultSet results = statement.executeQuery()) {
            while (results.next()) {
              rows.add(reader.read(results));
            }
          }
          return rows;
        });
  }

  /** Returns the first row of a query. */
  public <T> Optional<T> first(String sql, RowReader<T> reader, Object... arguments) {
    List<T> rows = list(sql, reader, arguments);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Changes rows and returns their number. */
  public int update(String sql, Object... arguments) {
    return attempt(() -> bound(sql, arguments).executeUpdate());
  }

  private void execute(String sql) {
    var _ = attempt(() -> prepared(sql).execute());
  }

  private <T> T attempt(Attempt<T> attempt) {
    requireSound();
    try {
      return attempt.run();
    } catch (SQLException e) {
      RuntimeException translated = faults.translate(e);
      failure = translated;
      throw translated;
    }
  }

  private PreparedStatement bound(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < arguments.length; i++) {
      bind(statement, i + 1, arguments[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, Object argument)
      throws SQLException {
    switch (argument) {
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case String text -> statement.setString(index, text);
      case byte[] bytes -> statement.setBytes(index, bytes);
      default -> throw new IllegalArgumentException("no column type for " + argument.getClass());
    }
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement fresh = connection.prepareStatement(sql);
    statements.put(sql, fresh);
    return fresh;
  }

  /** Closes the statements and the connection; an open transaction is rolled back. */
  @Override
  public void close() {
    try (connection) {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
    } catch (SQLException e) {
      throw faults.translate(e);
    }
  }

  private interface Attempt<T> {
    T run() throws SQLException;
  }
}
