package dev.sealkeep.service.server;

import dev.sealkeep.keystore.store.FailStop;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Encryption;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import dev.sealkeep.service.configuration.DatabaseServer;
import dev.sealkeep.service.configuration.ServerConfiguration;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens the store that a node is configured with: a file in its data directory, or a server. */
final class NodeStore {
  /** The name of the database file in a data directory. */
  static final String FILE = "sealkeep.db";

  private static final String APPLICATION_NAME = "sealkeep";

  private NodeStore() {}

  static Store open(ServerConfiguration configuration, InstantSource clock, FailStop failStop) {
    return configuration
        .database()
        .<Store>map(server -> PostgresqlStore.open(settings(server)))
        .orElseGet(() -> SqliteStore.open(file(configuration), clock, failStop));
  }

  /** The file that is the database unless a server is. */
  static Path file(ServerConfiguration configuration) {
    return configuration.data().resolve(FILE);
  }

  static PostgresqlSettings settings(DatabaseServer server) {
    return new PostgresqlSettings(
        server.hosts().stream()
            .map(host -> new PostgresqlSettings.Host(host.name(), host.port()))
            .toList(),
        server.name(),
        server.user(),
        server.passwordFile(),
        server.tls()
            ? new Encryption.VerifiedTls(
                server
                    .ca()
                    .orElseThrow(() -> new StartRefusedException("set database-ca, or no TLS")))
            : new Encryption.None(),
        server.connections(),
        server.connectTimeout(),
        server.statementTimeout(),
        APPLICATION_NAME);
  }
}
