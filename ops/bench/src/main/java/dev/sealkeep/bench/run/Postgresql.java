package dev.sealkeep.bench.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL server on loopback, with the settings that nodes insist on. */
public final class Postgresql implements AutoCloseable {
  private final EmbeddedPostgres server;

  private Postgresql(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts one in a folder that goes with it. */
  public static Postgresql start() {
    try {
      // The library's own settings trade durability for speed.
      return new Postgresql(
          EmbeddedPostgres.builder()
              .setPGStartupWait(Duration.ofMinutes(1))
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", "200")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a database.
   *
   * @return the lines of a node's configuration that lead to it
   */
  public String create(String database) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ =
          statement.execute(
              "CREATE DATABASE %s ENCODING 'UTF8' TEMPLATE template0".formatted(database));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return """
    database-hosts=127.0.0.1:%d
    database-name=%s
    database-user=postgres
    database-tls=false
    """
        .formatted(server.getPort(), database);
  }

  /**
   * The server's first process. It has made itself independent of this one, but says where its file
   * with the number lies.
   */
  public long pid() {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet folder = statement.executeQuery("SHOW data_directory")) {
      folder.next();
      Path file = Path.of(folder.getString(1), "postmaster.pid");
      return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
