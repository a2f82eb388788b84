package dev.sealkeep.service.server;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.postgresql.PostgresqlOffline;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.sqlite.SqliteOffline;
import dev.sealkeep.service.configuration.DatabaseServer;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.HighWater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens the stores of nodes that do not run, as the nodes' own settings name them. Every method
 * throws {@link StoreRefusedException} or {@link
 * dev.sealkeep.keystore.store.StoreUnavailableException} as the store's opener does.
 */
public final class OfflineStores {
  private OfflineStores() {}

  /** The database file of {@code path}, which is a node's data directory or the file itself. */
  public static Path file(Path path) {
    return Files.isDirectory(path) ? path.resolve(NodeStore.FILE) : path;
  }

  /** Opens a database file for reading. */
  public static OfflineStore embedded(Path file) {
    return SqliteOffline.open(file);
  }

  /** What SQLite finds wrong with a database file that was opened here. */
  public static List<String> damage(OfflineStore embedded) {
    return SqliteOffline.damage(embedded);
  }

  /** Opens a database server for reading. */
  public static OfflineStore reading(DatabaseServer server) {
    return PostgresqlOffline.openReading(NodeStore.settings(server));
  }

  /** Opens a database server as the target of a copy. */
  public static OfflineStore target(DatabaseServer server) {
    return PostgresqlOffline.openTarget(NodeStore.settings(server));
  }

  /**
   * The highest checkpoint that the node of a data directory has signed; empty if it has signed
   * none, or the file is not there.
   *
   * @throws IOException if the file is damaged; the message says what to do
   */
  public static Optional<HighWater.Mark> highWater(Path data) throws IOException {
    return LogOpening.highWater(data, FailStop.NONE).read();
  }

  /** The database file of a node that keeps its database in its data directory. */
  public static Path file(ServerConfiguration configuration) {
    return NodeStore.file(configuration);
  }
}
