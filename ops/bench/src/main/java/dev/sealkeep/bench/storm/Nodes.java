package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.releases.ServerProcess;
import dev.sealkeep.bench.run.Postgresql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nodes that run, and the database server beneath them, if there is one. */
final class Nodes implements AutoCloseable {
  private static final String ROOT_KEK = "root-kek";

  private final List<ServerProcess> servers = new ArrayList<>();
  private final @Nullable Postgresql database;
  private final String place;

  private Nodes(@Nullable Postgresql database) {
    this.database = database;
    this.place = database == null ? "" : database.create("sealkeep");
  }

  /** Starts as many as are asked for; the first makes the log, and the others join it. */
  static Nodes start(Path folder, String simulatedRoot, StormOptions options) {
    Nodes nodes = new Nodes(options.sqlite ? null : Postgresql.start());
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
        options.settings.stream().map(line -> line + "\n").collect(Collectors.joining()) + place;
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

  List<ServerProcess> servers() {
    return List.copyOf(servers);
  }

  /** The database server's first process; empty if there is none. */
  OptionalLong databasePid() {
    return database == null ? OptionalLong.empty() : OptionalLong.of(database.pid());
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
      database.close();
    }
  }
}
