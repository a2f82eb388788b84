package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.releases.ServerProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nodes that run, and the database server beneath them, if there is one. */
final class Nodes implements AutoCloseable {
  private static final String ROOT_KEK = "root-kek";

  private final List<ServerProcess> servers = new ArrayList<>();
  private final @Nullable EmbeddedPostgres database;

  private Nodes(@Nullable EmbeddedPostgres database) {
    this.database = database;
  }

  /** Starts as many as are asked for; the first makes the log, and the others join it. */
  static Nodes start(Path folder, String simulatedRoot, StormOptions options) {
    Nodes nodes = new Nodes(options.sqlite ? null : postgresql());
    try {
      for (int i = 0; i < options.nodes; i++) {
        nodes.add(Files.createDirectory(folder.resolve("node-" + i)), simulatedRoot, options);
      }
      return nodes;
    } catch (IOException e) {
      nodes.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  private void add(Path folder, String simulatedRoot, StormOptions options) throws IOException {
    String settings =
        options.settings.stream().map(line -> line + "\n").collect(Collectors.joining());
    if (database != null) {
      settings +=
          """
          database-hosts=127.0.0.1:%d
          database-name=sealkeep
          database-user=postgres
          database-tls=false
          """
              .formatted(database.getPort());
    }
    if (!servers.isEmpty()) {
      Path data = Files.createDirectory(folder.resolve("data"));
      Files.copy(
          folder.resolveSibling("node-0").resolve("data").resolve(ROOT_KEK),
          data.resolve(ROOT_KEK),
          StandardCopyOption.COPY_ATTRIBUTES);
      settings += "adopt-log=true\n";
    }
    servers.add(
        ServerProcess.start(
            folder, simulatedRoot, options.heapMebibytes, options.serverOptions, settings));
  }

  /** With the settings that the server insists on; the library's own trade durability for speed. */
  private static EmbeddedPostgres postgresql() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPGStartupWait(Duration.ofMinutes(1))
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("max_connections", "200")
              .start();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        boolean _ =
            statement.execute("CREATE DATABASE sealkeep ENCODING 'UTF8' TEMPLATE template0");
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  List<ServerProcess> servers() {
    return List.copyOf(servers);
  }

  /**
   * The database server's first process; empty if there is none. It has made itself independent of
   * this one, but says where its file with the number lies.
   */
  OptionalLong databasePid() {
    if (database == null) {
      return OptionalLong.empty();
    }
    try (Connection connection = database.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet folder = statement.executeQuery("SHOW data_directory")) {
      folder.next();
      Path file = Path.of(folder.getString(1), "postmaster.pid");
      return OptionalLong.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The most memory that a node ever had resident, in MiB. */
  long peakResidentMebibytes() {
    return servers.stream()
        .mapToLong(server -> server.account().peakResidentKibibytes() / 1_024)
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    if (database != null) {
      try {
        database.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
