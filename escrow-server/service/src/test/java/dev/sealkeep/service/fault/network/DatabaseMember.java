package dev.sealkeep.service.fault.network;

import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.service.cluster.ClusterTlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server that the nodes share, in the hands of somebody who is not kind to it. */
public final class DatabaseMember implements AutoCloseable {
  /** Its port. */
  static final int PORT = 5_433;

  private static final String TOO_MANY_CONNECTIONS = "53300";

  private final Path data;
  private final ClusterTlsFiles tls;
  private @Nullable PostgresqlServer server;
  private final List<Connection> strangers = new ArrayList<>();

  /** Makes the database in {@code data} and starts the server, with this certificate. */
  DatabaseMember(Path data, ClusterTlsFiles tls) {
    this.data = data;
    this.tls = tls;
    start();
    try {
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host all all 10.77.0.0/24 trust\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    running().createDatabase();
    stop();
    start();
  }

  private PostgresqlServer running() {
    if (server == null) {
      throw new IllegalStateException("the database server is down");
    }
    return server;
  }

  /** Starts it where it was left, and waits until it takes connections. */
  public synchronized void start() {
    server =
        PostgresqlServer.start(
            data,
            PORT,
            Map.of(
                "listen_addresses",
                "*",
                // Files are not in the namespace: another run's server must not be in the way.
                "unix_socket_directories",
                "",
                "ssl",
                "on",
                "ssl_cert_file",
                tls.certificate().toString(),
                "ssl_key_file",
                tls.key().toString()));
  }

  /** Stops it in order; transactions under way are rolled back. */
  public synchronized void stop() {
    running().close();
    server = null;
  }

  /** SIGKILL to each of its processes: nothing is written that was not durable before. */
  public synchronized void kill() {
    Shell.kill(processes());
    // Gives back the lock on the folder, which stays.
    running().close();
    server = null;
  }

  /** SIGSTOP to each of its processes. */
  public synchronized void pause() {
    processes().forEach(process -> Shell.signal("STOP", process.pid()));
  }

  /** SIGCONT to each of its processes. */
  public synchronized void resume() {
    processes().forEach(process -> Shell.signal("CONT", process.pid()));
  }

  private List<ProcessHandle> processes() {
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
      ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
      List<ProcessHandle> all = new ArrayList<>();
      Stream.concat(Stream.of(postmaster), postmaster.descendants()).forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every connection of the nodes. */
  public synchronized void cutConnections() {
    running()
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = 'store' AND pid <> pg_backend_pid()");
  }

  /** Holds the log's head, as a session that somebody forgot. */
  public synchronized void holdHead() {
    hold("SELECT size FROM log_head FOR UPDATE");
  }

  /** Holds a whole table, as maintenance does that rewrites it. */
  public synchronized void holdTable(String table) {
    hold("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
  }

  private void hold(String statement) {
    try {
      Connection connection = running().connection();
      strangers.add(connection);
      connection.setAutoCommit(false);
      try (Statement locking = connection.createStatement()) {
        var _ = locking.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the connections of the nodes, and takes every one that there is. */
  public synchronized void takeConnections() {
    cutConnections();
    try {
      while (true) {
        strangers.add(running().connection());
      }
    } catch (SQLException e) {
      if (!TOO_MANY_CONNECTIONS.equals(e.getSQLState())) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Ends {@link #holdHead}, {@link #holdTable} and {@link #takeConnections}. */
  public synchronized void letGo() {
    try {
      for (Connection stranger : strangers) {
        stranger.close();
      }
      strangers.clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets it refuse to write, as services do that run out of storage; or no longer. */
  public synchronized void readOnly(boolean refuse) {
    running()
        .execute(
            refuse
                ? "ALTER SYSTEM SET default_transaction_read_only = on"
                : "ALTER SYSTEM RESET default_transaction_read_only");
    running().execute("SELECT pg_reload_conf()");
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
  }
}
