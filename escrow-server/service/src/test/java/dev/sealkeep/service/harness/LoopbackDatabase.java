package dev.sealkeep.service.harness;

import dev.sealkeep.service.configuration.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a node is told of a test's database server. */
public final class LoopbackDatabase {
  private LoopbackDatabase() {}

  /** The database {@code store} at a port of this machine. */
  public static DatabaseServer at(int port) {
    return at(port, "store");
  }

  /** A database at a port of this machine. */
  public static DatabaseServer at(int port, String name) {
    return new DatabaseServer(
        List.of(new DatabaseServer.Host("127.0.0.1", port)),
        name,
        "postgres",
        Optional.empty(),
        false,
        Optional.empty(),
        4,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
