package dev.sealkeep.service.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A node's database in the hands of its administrator: plain SQL, beside the server. */
public final class Database {
  private final Path data;

  /** The database in a node's data directory. */
  public Database(Path data) {
    this.data = data;
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sealkeep.db"));
  }

  /** Changes rows; yields how many. */
  public int change(String sql, Object... parameters) {
    try (Connection connection = open();
        PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads every column of every row. */
  public List<List<Object>> rows(String sql, Object... parameters) {
    try (Connection connection = open();
        PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet result = statement.executeQuery()) {
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads one number. */
  public long number(String sql, Object... parameters) {
    return ((Number) rows(sql, parameters).getFirst().getFirst()).longValue();
  }

  /** Reads one byte string. */
  public byte[] bytes(String sql, Object... parameters) {
    return (byte[]) rows(sql, parameters).getFirst().getFirst();
  }

  /** Reads one text. */
  public String text(String sql, Object... parameters) {
    return (String) rows(sql, parameters).getFirst().getFirst();
  }

  /** How many keys have been released to a tenant's guests. */
  public long releases(String tenant) {
    return number("SELECT count(*) FROM log_entry WHERE tenant = ? AND kind = 'release'", tenant);
  }

  /** Writes a whole row as it was read by {@code SELECT *}. */
  public void insert(String table, List<Object> row) {
    String places = String.join(", ", row.stream().map(value -> "?").toList());
    change("INSERT INTO " + table + " VALUES (" + places + ")", row.toArray());
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object[] parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Copies a stopped node's data directory. */
  public static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the database files of a stopped node where another stopped node's are. */
  public static void replace(Path from, Path to) {
    try (Stream<Path> old = Files.list(to);
        Stream<Path> files = Files.list(from)) {
      for (Path file : old.filter(Database::ofDatabase).toList()) {
        Files.delete(file);
      }
      for (Path file : files.filter(Database::ofDatabase).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ofDatabase(Path file) {
    return file.getFileName().toString().startsWith("sealkeep.db");
  }
}
