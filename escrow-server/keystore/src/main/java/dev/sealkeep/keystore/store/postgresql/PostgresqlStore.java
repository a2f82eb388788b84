package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.keystore.store.copy.CopyMarker;
import dev.sealkeep.keystore.store.jdbc.Schema;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A store in a PostgreSQL database, through the reactive client.
 *
 * <p>{@link Transaction#now()} is the server's clock. While no primary can be reached, work fails
 * with {@link StoreUnavailableException}, and nothing has to be done here once one can. A COMMIT
 * whose answer is lost is looked up in the log, so that the future tells the truth later; only a
 * transaction that appended nothing to the log fails with {@link
 * dev.sealkeep.keystore.store.CommitUnknownException}, and the store serves on.
 */
public final class PostgresqlStore implements Store {
  private static final int QUEUED_TRANSACTIONS = 1024;
  private static final Duration READ_WAIT = Duration.ofSeconds(2);

  private final SqlStore store;

  private PostgresqlStore(SqlStore store) {
    this.store = store;
  }

  /**
   * Finds the primary, checks that its commits are durable, and brings the schema up to date.
   *
   * @throws StoreRefusedException if the login is refused, the server's settings are too weak, the
   *     schema is not this release's, or a copy into the database was not finished
   * @throws StoreUnavailableException if no primary can be reached
   */
  public static PostgresqlStore open(PostgresqlSettings settings) {
    Vertx vertx = clientThreads();
    boolean opened = false;
    try {
      Login login = new Login(settings);
      Servers servers = new Servers(vertx, settings, login);
      Servers.Connected primary = servers.connect();
      primary.link().close();
      Schema.migrate(login.migrating(primary.host()), Schema.Dialect.POSTGRESQL);
      try (Link link = servers.connect().link()) {
        refuseUnfinishedCopy(link);
      }
      SqlStore store =
          new SqlStore(
              new PostgresqlDatabase(servers),
              new SqlStore.Bounds(QUEUED_TRANSACTIONS, settings.readConnections(), READ_WAIT),
              Thread.ofVirtual(),
              () -> close(vertx));
      opened = true;
      return new PostgresqlStore(store);
    } finally {
      if (!opened) {
        close(vertx);
      }
    }
  }

  /** Throws {@link StoreRefusedException} if a copy into the database was not finished. */
  static void refuseUnfinishedCopy(Link link) {
    Optional<CopyMarker> unfinished = CopyMarker.read(link);
    if (unfinished.isPresent()) {
      throw unfinished.get().refusal();
    }
  }

  /** Event loops of the client's own: whoever waits for the store must not hold up its answers. */
  static Vertx clientThreads() {
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }

  static void close(Vertx vertx) {
    Future<Void> _ = vertx.close();
  }

  @Override
  public <T> CompletableFuture<T> transact(Function<Transaction, T> work) {
    return store.transact(work);
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    return store.read(query);
  }

  @Override
  public <T> T peek(Function<Snapshot, T> query) {
    return store.peek(query);
  }

  @Override
  public void close() {
    store.close();
  }
}
