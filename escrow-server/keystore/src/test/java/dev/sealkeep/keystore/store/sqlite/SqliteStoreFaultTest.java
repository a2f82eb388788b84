package dev.sealkeep.keystore.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Full disks, failing commits, busy files and full queues. */
final class SqliteStoreFaultTest {
  private static final InstantSource CLOCK = InstantSource.fixed(StoreRows.TIME);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofMillis(50);

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("sealkeep.db");
  }

  private static Limits limits(int queued, int readers, long bytes) {
    return new Limits(queued, readers, BRIEF, BRIEF, bytes);
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class);
  }

  private static Transaction archive(Transaction transaction, int value, int size) {
    transaction.archiveEvidence("a", StoreRows.filled(32, value), StoreRows.filled(size, value));
    return transaction;
  }

  private static boolean archived(SqliteStore store, int value) {
    return store.read(s -> s.evidence(StoreRows.filled(32, value)).isPresent());
  }

  @Test
  void fullDatabaseFailsTheTransactionAndServesOn() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, limits(8, 1, 1 << 20))) {
      store.transact(t -> archive(t, 1, 1000).now()).join();
      assertUnavailable(store.transact(t -> archive(t, 2, 2 << 20).now()));
      store.transact(t -> archive(t, 3, 1000).now()).join();
      assertThat(archived(store, 1)).isTrue();
      assertThat(archived(store, 2)).isFalse();
      assertThat(archived(store, 3)).isTrue();
    }
  }

  /**
   * SQLite may end the whole transaction on a full disk: what came before must not be committed.
   */
  @Test
  void fullDatabaseInAMemberFailsTheWholeGroup() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, limits(8, 1, 1 << 20))) {
      assertUnavailable(
          store.transact(
              transaction -> {
                archive(transaction, 1, 1000);
                assertThatThrownBy(
                        () -> transaction.savepoint(() -> archive(transaction, 2, 2 << 20)))
                    .isInstanceOf(StoreUnavailableException.class);
                assertThatThrownBy(() -> archive(transaction, 3, 10))
                    .isInstanceOf(StoreUnavailableException.class);
                return true;
              }));
      assertThat(archived(store, 1)).isFalse();
      assertThat(archived(store, 3)).isFalse();
    }
  }

  @Test
  void failedCommitIsUnknownAndShutsTheStoreUntilReopened() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, Limits.DEFAULT, failing("COMMIT"))) {
      assertThat(store.transact(t -> archive(t, 1, 10).now()))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(CommitUnknownException.class);
      assertUnavailable(store.transact(Transaction::now));
      assertThatThrownBy(() -> store.read(Snapshot::logHead))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("outcome is unknown");
    }
    try (SqliteStore store = SqliteStore.open(file, CLOCK)) {
      assertThat(archived(store, 1)).isFalse();
      store.transact(t -> archive(t, 1, 10).now()).join();
    }
  }

  @Test
  void commitWithoutRoomIsLostAndSaysWhereRoomIsWanted() {
    SQLException full = new SQLiteException("planted", SQLiteErrorCode.SQLITE_FULL);
    try (SqliteStore store =
        SqliteStore.open(file, CLOCK, Limits.DEFAULT, failing("COMMIT", full))) {
      assertThat(store.transact(t -> archive(t, 1, 10).now()))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(StoreUnavailableException.class)
          .withMessageContaining("is full; make room (" + file);
      assertThat(store.read(Snapshot::logHead)).isNotNull();
      assertThat(archived(store, 1)).isFalse();
    }
  }

  @Test
  void failedRollbackLeavesNoOpenTransaction() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, Limits.DEFAULT, failing("ROLLBACK"))) {
      assertThat(
              store.transact(
                  transaction -> {
                    archive(transaction, 1, 10);
                    throw new IllegalArgumentException("planted");
                  }))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(IllegalArgumentException.class);
      store.transact(t -> archive(t, 2, 10).now()).join();
      assertThat(archived(store, 1)).isFalse();
      assertThat(archived(store, 2)).isTrue();
    }
  }

  @Test
  void lockHeldByAnotherProgramMakesTheStoreUnavailableUntilItEnds() throws Exception {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, limits(8, 1, 1 << 30))) {
      try (Connection shell = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = shell.createStatement()) {
        var _ = statement.execute("BEGIN IMMEDIATE");
        assertUnavailable(store.transact(Transaction::now));
      }
      assertThat(store.transact(Transaction::now)).succeedsWithin(SOON);
    }
  }

  @Test
  void transactionsPastTheQueuesBoundAreRefused() throws Exception {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, limits(2, 1, 1 << 30))) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch finish = new CountDownLatch(1);
      CompletableFuture<Boolean> first = store.transact(t -> held(running, finish));
      running.await();
      CompletableFuture<?> second = store.transact(Transaction::now);
      assertUnavailable(store.transact(Transaction::now));
      finish.countDown();
      assertThat(first).succeedsWithin(SOON);
      assertThat(second).succeedsWithin(SOON);
    }
  }

  private static boolean held(CountDownLatch running, CountDownLatch finish) {
    running.countDown();
    try {
      finish.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsPastThePoolsBoundAreRefusedAfterTheirWait() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK, limits(2, 1, 1 << 30))) {
      store.read(
          outer -> {
            assertThatThrownBy(() -> store.read(Snapshot::logHead))
                .isInstanceOf(StoreUnavailableException.class);
            return outer.logHead();
          });
      assertThat(store.read(Snapshot::logHead).size()).isZero();
    }
  }

  @Test
  void transactionMayNotCloseItsStore() {
    try (SqliteStore store = SqliteStore.open(file, CLOCK)) {
      assertThat(
              store.transact(
                  transaction -> {
                    store.close();
                    return true;
                  }))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void followerMayCloseTheStore() {
    SqliteStore store = SqliteStore.open(file, CLOCK);
    assertThat(store.transact(Transaction::now).thenRun(store::close)).succeedsWithin(SOON);
    SqliteStore.open(file, CLOCK).close();
  }

  /** Connections on which one statement always fails, before it has any effect. */
  private static UnaryOperator<Connection> failing(String sql) {
    return failing(sql, new SQLException("planted"));
  }

  private static UnaryOperator<Connection> failing(String sql, SQLException failure) {
    return connection ->
        proxy(
            Connection.class,
            connection,
            (method, arguments, result) ->
                method.equals("prepareStatement") && arguments[0].equals(sql)
                    ? failingStatement((PreparedStatement) result, failure)
                    : result);
  }

  private static PreparedStatement failingStatement(
      PreparedStatement statement, SQLException failure) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            PreparedStatement.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (self, method, arguments) -> {
              if (method.getName().equals("execute")) {
                throw failure;
              }
              return method.invoke(statement, arguments);
            });
  }

  private static <T> T proxy(Class<T> type, T target, Replacement replacement) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                return replacement.of(method.getName(), arguments, result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private interface Replacement {
    Object of(String method, Object[] arguments, Object result);
  }
}
