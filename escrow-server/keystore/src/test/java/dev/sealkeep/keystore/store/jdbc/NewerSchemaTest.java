package dev.sealkeep.keystore.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** This release, when another one after it has brought the database's schema forward. */
@Timeout(120)
class NewerSchemaTest {
  private static final String DATABASE = "newer";

  @Nested
  class OnSqlite extends Contract {
    @TempDir Path folder;

    @Override
    Store open() {
      return SqliteStore.open(folder.resolve("sealkeep.db"), InstantSource.system());
    }

    @Override
    DataSource database() {
      SQLiteDataSource source = new SQLiteDataSource();
      source.setUrl("jdbc:sqlite:" + folder.resolve("sealkeep.db"));
      return source;
    }

    @Override
    Schema.Dialect dialect() {
      return Schema.Dialect.SQLITE;
    }
  }

  @Nested
  class OnPostgresql extends Contract {
    private final PostgresqlSettings settings = fresh(PostgresqlServer.shared());

    private static PostgresqlSettings fresh(PostgresqlServer server) {
      server.execute("DROP DATABASE IF EXISTS " + DATABASE);
      server.execute("CREATE DATABASE " + DATABASE);
      PostgresqlSettings usual = server.settings();
      return new PostgresqlSettings(
          usual.hosts(),
          DATABASE,
          usual.user(),
          usual.passwordFile(),
          usual.encryption(),
          usual.readConnections(),
          usual.connectTimeout(),
          usual.statementTimeout(),
          usual.applicationName());
    }

    @Override
    Store open() {
      return PostgresqlStore.open(settings);
    }

    @Override
    DataSource database() {
      PostgresqlSettings.Host host = settings.hosts().getFirst();
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {host.name()});
      source.setPortNumbers(new int[] {host.port()});
      source.setDatabaseName(DATABASE);
      source.setUser(settings.user());
      return source;
    }

    @Override
    Schema.Dialect dialect() {
      return Schema.Dialect.POSTGRESQL;
    }
  }

  /** What holds on any database. */
  abstract static class Contract {
    private static final TenantRow BEFORE = StoreRows.tenant("before", 1);
    private static final TenantRow AFTER = StoreRows.tenant("after", 1);
    private static final DecisionRow FIRST = StoreRows.decision(1, "before", true);
    private static final DecisionRow THEN = StoreRows.decision(2, "after", true);

    abstract Store open();

    abstract DataSource database();

    abstract Schema.Dialect dialect();

    @Test
    void itIsRefusedIfNothingSaysThatItSuits() {
      open().close();
      upgrade();

      assertThat(refusal()).isEqualTo(Reason.SCHEMA_NEWER);
    }

    @ParameterizedTest
    @CsvSource({
      "it suits only newer releases,       99, 98",
      "an older schema suited,             98, 1",
      "what it suits is no version,        99, every"
    })
    void itIsRefusedIf(String why, String version, String oldest) throws Exception {
      open().close();
      upgrade();
      say(version, oldest);

      assertThat(refusal()).as(why).isEqualTo(Reason.SCHEMA_NEWER);
    }

    @Test
    void aStoreStartsOnOneThatSuits() throws Exception {
      try (Store store = open()) {
        write(store, BEFORE, FIRST);
      }
      upgrade();
      say("99", "4");

      try (Store store = open()) {
        worksOn(store);
      }
      open().close();
    }

    @Test
    void aStoreThatRunsGoesOn() {
      try (Store store = open()) {
        write(store, BEFORE, FIRST);
        upgrade();

        worksOn(store);
      }
    }

    private static void write(Store store, TenantRow tenant, DecisionRow decision) {
      var _ =
          store
              .transact(
                  transaction -> {
                    transaction.putTenant(tenant);
                    transaction.putDecision(decision);
                    return true;
                  })
              .join();
    }

    private static void worksOn(Store store) {
      write(store, AFTER, THEN);
      List<TenantRow> tenants = store.read(Snapshot::tenants);
      Optional<DecisionRow> decision =
          store.read(snapshot -> snapshot.decision(THEN.tenant(), THEN.id()));

      assertThat(tenants)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(AFTER, BEFORE);
      assertThat(decision).get().usingRecursiveComparison().isEqualTo(THEN);
    }

    /** As the first node of the next release does. */
    private void upgrade() {
      var _ = Schema.flyway(database(), dialect(), "classpath:db/newer").migrate();
    }

    private void say(String version, String oldest) throws SQLException {
      try (Connection connection = database().getConnection();
          Statement statement = connection.createStatement()) {
        var _ =
            statement.execute(
                "INSERT INTO server_setting (tenant, name, setting)"
                    + " VALUES ('_system', 'schema-%s-suits', '%s')".formatted(version, oldest));
      }
    }

    private Reason refusal() {
      return catchThrowableOfType(StoreRefusedException.class, () -> open().close()).reason();
    }
  }
}
