package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.Schema;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** Opens a PostgreSQL database for work on whole tables, under the checks that a node makes. */
public final class PostgresqlOffline {
  /** The advisory lock of a copy: the letters of "sealcopy". */
  private static final long COPY_LOCK = 0x7365616c636f7079L;

  /** {@code query_canceled}: the statement's time is over. */
  private static final String CANCELLED = "57014";

  private PostgresqlOffline() {}

  /**
   * Opens it for reading, which changes nothing. A server may run on it meanwhile: all reads see
   * one state.
   *
   * @throws StoreRefusedException if the login is refused, the server's settings are too weak, the
   *     schema is not this release's, or a copy into it was not finished
   * @throws StoreUnavailableException if no primary can be reached
   */
  public static OfflineStore openReading(PostgresqlSettings settings) {
    return open(
        settings,
        (login, primary) -> {
          Schema.require(login.migrating(primary.host()), Schema.Dialect.POSTGRESQL);
          PostgresqlStore.refuseUnfinishedCopy(primary.link());
          // The other side of a comparison, or the hashing of a log, may take its time.
          primary.link().send(Link.Touches.ANY, "SET idle_in_transaction_session_timeout = 0");
          primary.link().send(Link.Touches.ANY, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
          primary.link().settle();
        });
  }

  /**
   * Opens it as the target of a copy, brings its schema up to date, and keeps other copies out
   * until it is closed.
   *
   * @throws StoreRefusedException if the login is refused, the server's settings are too weak, the
   *     schema is not this release's, or another copy into it is running
   * @throws StoreUnavailableException if no primary can be reached
   */
  public static OfflineStore openTarget(PostgresqlSettings settings) {
    return open(
        settings,
        (login, primary) -> {
          DataSource database = login.migrating(primary.host());
          Schema.migrate(database, Schema.Dialect.POSTGRESQL);
          // A copy knows the tables of its own release alone.
          Schema.require(database, Schema.Dialect.POSTGRESQL);
          lock(primary.link());
        });
  }

  private static OfflineStore open(
      PostgresqlSettings settings, BiConsumer<Login, Servers.Connected> preparation) {
    Vertx vertx = PostgresqlStore.clientThreads();
    ReactiveLink link = null;
    boolean opened = false;
    try {
      Login login = new Login(settings);
      Servers.Connected primary = new Servers(vertx, settings, login).connect();
      link = primary.link();
      preparation.accept(login, primary);
      opened = true;
      return new OfflineStore(
          link,
          "%s on %s".formatted(settings.database(), primary.host()),
          () -> PostgresqlStore.close(vertx));
    } finally {
      if (!opened) {
        if (link != null) {
          link.close();
        }
        PostgresqlStore.close(vertx);
      }
    }
  }

  /** Waits for the session of a copy that was killed just now; the server ends it. */
  private static void lock(ReactiveLink link) {
    try {
      var _ = link.query("SELECT 1 FROM pg_advisory_lock(?)", row -> row.integer(1), COPY_LOCK);
    } catch (StoreUnavailableException e) {
      if (!(e.getCause() instanceof PgException failure)
          || !failure.getSqlState().equals(CANCELLED)) {
        throw e;
      }
      throw new StoreRefusedException(
          Reason.IN_USE, "another copy into the database is running; wait until it has ended", e);
    }
  }
}
