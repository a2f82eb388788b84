package dev.sealkeep.keystore.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.keystore.store.postgresql.CuttingProxy.Cut;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that break, locks that are held, and COMMITs whose answer is lost. */
@Timeout(120)
final class PostgresqlStoreFaultTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final PostgresqlServer server = PostgresqlServer.shared();
  private CuttingProxy proxy;
  private PostgresqlStore store;

  @BeforeEach
  void open() {
    proxy = new CuttingProxy(server.port());
    store =
        PostgresqlStore.open(
            PostgresqlServer.settings(List.of(new Host("127.0.0.1", proxy.port()))));
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
  }

  private static long append(Transaction transaction) {
    long index = transaction.logHead().size();
    transaction.appendLog(StoreRows.log(index, "a"));
    transaction.putLogHead(StoreRows.head(index + 1));
    return index;
  }

  private List<Long> indexes() {
    return store.read(s -> s.log(0, Long.MAX_VALUE).stream().map(LogRow::index).toList());
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void aCommitThatReachedTheServerSucceedsAlthoughItsAnswerIsLost() {
    proxy.cut(Cut.AFTER_COMMIT);
    assertThat(store.transact(PostgresqlStoreFaultTest::append)).succeedsWithin(SOON).isEqualTo(0L);
    assertThat(indexes()).containsExactly(0L);
  }

  @Test
  void aCommitThatNeverReachedTheServerIsLostAndTheStoreServesOn() {
    proxy.cut(Cut.BEFORE_COMMIT);
    assertUnavailable(store.transact(PostgresqlStoreFaultTest::append));
    assertThat(indexes()).isEmpty();
    assertThat(store.transact(PostgresqlStoreFaultTest::append)).succeedsWithin(SOON).isEqualTo(0L);
  }

  /** The server still holds the log's lock for a client that it does not know to be gone. */
  @Test
  void theFateOfACommitIsNotGuessedWhileTheServerMayStillCommitIt() {
    proxy.cut(Cut.BEFORE_COMMIT_UNNOTICED);
    CompletableFuture<Long> future = store.transact(PostgresqlStoreFaultTest::append);
    while (server.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
      Thread.onSpinWait();
    }
    assertThat(future).isNotDone();
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE state = 'idle in transaction'");
    assertUnavailable(future);
    assertThat(indexes()).isEmpty();
  }

  @Test
  void anAppendThatASavepointUndidProvesNothing() {
    proxy.cut(Cut.AFTER_COMMIT);
    CompletableFuture<Long> future =
        store.transact(
            transaction -> {
              assertThatThrownBy(
                      () ->
                          transaction.savepoint(
                              () -> {
                                transaction.appendLog(StoreRows.log(7, "a"));
                                throw new IllegalArgumentException("planted");
                              }))
                  .isInstanceOf(IllegalArgumentException.class);
              return append(transaction);
            });
    assertThat(future).succeedsWithin(SOON).isEqualTo(0L);
    assertThat(indexes()).containsExactly(0L);
  }

  @Test
  void aLostCommitOfRowsOutsideTheLogIsUnknownAndTheStoreServesOn() {
    proxy.cut(Cut.AFTER_COMMIT);
    CompletableFuture<Boolean> future =
        store.transact(
            transaction -> {
              transaction.putServerSetting("origin", "one");
              return true;
            });
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CommitUnknownException.class);
    Optional<String> origin = store.read(snapshot -> snapshot.serverSetting("origin"));
    assertThat(origin).contains("one");
  }

  @Test
  void aLostCommitOfNothingIsUnavailable() {
    proxy.cut(Cut.BEFORE_COMMIT);
    assertUnavailable(store.transact(Transaction::logHead));
  }

  @Test
  void aConnectionCutInATransactionLosesIt() {
    assertUnavailable(
        store.transact(
            transaction -> {
              append(transaction);
              proxy.cutAll();
              return append(transaction);
            }));
    assertThat(store.transact(PostgresqlStoreFaultTest::append)).succeedsWithin(SOON).isEqualTo(0L);
  }

  @Test
  void aTransactionThatSwallowsALostConnectionIsNotCommitted() {
    assertUnavailable(
        store.transact(
            transaction -> {
              append(transaction);
              proxy.cutAll();
              assertThatThrownBy(() -> transaction.serverSetting("any"))
                  .isInstanceOf(StoreUnavailableException.class);
              return true;
            }));
    assertThat(indexes()).isEmpty();
  }

  @Test
  void aSnapshotWhoseConnectionIsCutIsUnavailableAndTheNextOneIsNot() {
    assertThatThrownBy(
            () ->
                store.read(
                    snapshot -> {
                      snapshot.logHead();
                      proxy.cutAll();
                      return snapshot.logHead();
                    }))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(store.read(Snapshot::logHead).size()).isZero();
  }

  @Test
  void aStatementThatWaitsTooLongIsUnavailable() throws Exception {
    PostgresqlSettings settings = server.settings();
    PostgresqlSettings hasty =
        new PostgresqlSettings(
            settings.hosts(),
            settings.database(),
            settings.user(),
            settings.passwordFile(),
            settings.encryption(),
            1,
            settings.connectTimeout(),
            Duration.ofMillis(200),
            settings.applicationName());
    try (PostgresqlStore waiting = PostgresqlStore.open(hasty)) {
      CountDownLatch locked = new CountDownLatch(1);
      CountDownLatch finish = new CountDownLatch(1);
      CompletableFuture<Boolean> holder =
          store.transact(
              transaction -> {
                locked.countDown();
                return await(finish);
              });
      locked.await();
      assertThat(waiting.transact(Transaction::logHead))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(StoreUnavailableException.class)
          .withMessageContaining("57014");
      finish.countDown();
      assertThat(holder).succeedsWithin(SOON);
      assertThat(waiting.transact(Transaction::logHead)).succeedsWithin(SOON);
    }
  }

  /** The session that writes was checked when the settings were good. */
  @ParameterizedTest
  @CsvSource({
    "full_page_writes, off, on, full_page_writes off",
    "default_transaction_read_only, on, off, read-only"
  })
  void aServerWhoseSettingsChangeIsNotWrittenToUntilTheyAreGoodAgain(
      String setting, String bad, String good, String told) {
    assertThat(store.transact(PostgresqlStoreFaultTest::stamped)).succeedsWithin(SOON);
    server.alter(setting, bad);
    try {
      awaitRefusal();
      long committed = entries();
      assertThat(store.transact(PostgresqlStoreFaultTest::stamped))
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(StoreUnavailableException.class)
          .withMessageContaining(told);
      assertThat(entries()).isEqualTo(committed);
    } finally {
      server.alter(setting, good);
    }
    assertThat(store.transact(PostgresqlStoreFaultTest::stamped)).succeedsWithin(SOON);
  }

  private long entries() {
    return server.number("SELECT count(*) FROM log_entry");
  }

  /** Writes until the server's process has heard of its new settings. */
  private void awaitRefusal() {
    while (store.transact(PostgresqlStoreFaultTest::stamped).handle((_, e) -> e == null).join()) {
      Thread.onSpinWait();
    }
  }

  /** As the log's writer does: the time first. */
  private static Instant stamped(Transaction transaction) {
    Instant now = transaction.now();
    append(transaction);
    return now;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void transactionsOfTwoStoresAreSerialised() {
    try (PostgresqlStore other = PostgresqlStore.open(server.settings())) {
      List<CompletableFuture<Long>> appended =
          IntStream.range(0, 40)
              .mapToObj(
                  i -> (i % 2 == 0 ? store : other).transact(PostgresqlStoreFaultTest::append))
              .toList();
      assertThat(appended.stream().map(CompletableFuture::join).sorted().toList())
          .isEqualTo(indexes())
          .hasSize(40);
    }
  }

  @Test
  void closingEndsTheSearchForALostCommit() throws Exception {
    proxy.cut(Cut.BEFORE_COMMIT_UNNOTICED);
    CompletableFuture<Long> future = store.transact(PostgresqlStoreFaultTest::append);
    while (server.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
      Thread.onSpinWait();
    }
    Thread closer = Thread.ofPlatform().start(store::close);
    while (!store.transact(Transaction::now).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
    proxy.close();
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CommitUnknownException.class);
    closer.join();
  }
}
