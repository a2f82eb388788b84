package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JDBC connection with its prepared statements. Every statement is done when its call returns.
 */
public final class JdbcLink implements Link {
  private final Connection connection;
  private final Faults faults;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /** Takes ownership of {@code connection}, which must be in auto-commit mode. */
  public JdbcLink(Connection connection, Faults faults) {
    this.connection = connection;
    this.faults = faults;
  }

  @Override
  public boolean open() {
    return true;
  }

  @Override
  public <T> List<T> query(String sql, Row.Reader<T> reader, Object... arguments) {
    return attempt(
        () -> {
          List<T> rows = new ArrayList<>();
          try (ResultSet results = bound(sql, arguments).executeQuery()) {
            JdbcRow row = new JdbcRow(results, faults);
            while (results.next()) {
              rows.add(reader.read(row));
            }
          }
          return rows;
        });
  }

  @Override
  public int update(String sql, Object... arguments) {
    return attempt(() -> bound(sql, arguments).executeUpdate());
  }

  @Override
  public void send(Touches touches, String sql, Object... arguments) {
    int changed = update(sql, arguments);
    if (touches == Touches.ONE && changed != 1) {
      throw new IllegalStateException("a write changed " + changed + " rows instead of one");
    }
  }

  @Override
  public void insert(Touches touches, String sql, Object... arguments) {
    send(touches, sql, arguments);
  }

  @Override
  public void undo(String statement) {
    execute(statement);
  }

  @Override
  public void settle() {
    // Nothing is ever outstanding.
  }

  @Override
  public void commit() {
    execute("COMMIT");
  }

  private void execute(String sql) {
    boolean _ = attempt(() -> prepared(sql).execute());
  }

  private <T> T attempt(Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (SQLException e) {
      throw faults.translate(e);
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
