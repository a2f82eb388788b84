package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Encryption;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server, started once for all tests, with a database for each. */
public final class PostgresqlServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresqlServer() {}

  private static final class Shared {
    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        // The library's defaults trade durability for speed, which the store refuses.
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement()) {
          // A locale that does not sort by bytes.
          var _ =
              statement.execute(
                  "CREATE DATABASE template_store ENCODING 'UTF8' LOCALE_PROVIDER icu"
                      + " ICU_LOCALE 'en' LOCALE 'C.UTF-8' TEMPLATE template0");
        }
        PostgresqlStore.open(settings(server.getPort(), "template_store")).close();
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Settings for a database of its own, whose schema is there. */
  public static PostgresqlSettings newDatabase() {
    String name = "store_" + DATABASES.incrementAndGet();
    execute("CREATE DATABASE " + name + " TEMPLATE template_store");
    return settings(Shared.SERVER.getPort(), name);
  }

  /** Runs a statement as the superuser. */
  public static void execute(String sql) {
    try (Connection connection = Shared.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Settings for a database of a server on this machine. */
  static PostgresqlSettings settings(int port, String database) {
    return new PostgresqlSettings(
        List.of(new Host("localhost", port)),
        database,
        "postgres",
        Optional.empty(),
        new Encryption.None(),
        4,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        "sealkeep-test");
  }
}
