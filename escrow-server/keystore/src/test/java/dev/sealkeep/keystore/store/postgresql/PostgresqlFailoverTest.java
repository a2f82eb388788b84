package dev.sealkeep.keystore.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that die, come back, and have a standby take their place. */
@Timeout(240)
final class PostgresqlFailoverTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static long append(Transaction transaction) {
    long index = transaction.logHead().size();
    transaction.appendLog(StoreRows.log(index, "a"));
    transaction.putLogHead(StoreRows.head(index + 1));
    return index;
  }

  private static List<Long> indexes(PostgresqlStore store) {
    return store.read(s -> s.log(0, Long.MAX_VALUE).stream().map(LogRow::index).toList());
  }

  /** It dies before COMMIT; the store learns that only once it can ask. */
  @Test
  void aServerThatDiesInATransactionLosesItAndNothingElse() throws Exception {
    int port = FreePort.any();
    PostgresqlServer first = PostgresqlServer.start(folder.resolve("data"), port, Map.of());
    first.createDatabase();
    try (PostgresqlStore store = PostgresqlStore.open(first.settings())) {
      assertThat(store.transact(PostgresqlFailoverTest::append)).succeedsWithin(SOON);
      CountDownLatch died = new CountDownLatch(1);
      CompletableFuture<Long> interrupted =
          store.transact(
              transaction -> {
                long index = append(transaction);
                first.crash();
                died.countDown();
                return index;
              });
      died.await();
      assertThatThrownBy(() -> store.read(Snapshot::logHead))
          .isInstanceOf(StoreUnavailableException.class);
      assertThat(interrupted).isNotDone();

      try (PostgresqlServer second =
          PostgresqlServer.start(folder.resolve("data"), port, Map.of())) {
        assertUnavailable(interrupted);
        assertThat(indexes(store)).containsExactly(0L);
        assertThat(store.transact(PostgresqlFailoverTest::append))
            .succeedsWithin(SOON)
            .isEqualTo(1L);
        assertThat(second.number("SELECT count(*) FROM log_entry")).isEqualTo(2);
      }
    }
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void aStandbyIsPassedOverUntilItIsThePrimaryWhichMustWaitForIt() throws Exception {
    Path primaryData = folder.resolve("primary");
    Path standbyData = folder.resolve("standby");
    int primaryPort = FreePort.any();
    int standbyPort = FreePort.any();
    try (PostgresqlServer made = PostgresqlServer.start(primaryData, primaryPort, Map.of())) {
      made.createDatabase();
    }
    PostgresqlServer.copy(primaryData, standbyData);
    Files.createFile(standbyData.resolve("standby.signal"));
    // Not on the command line, which would overrule what is altered later.
    Files.writeString(
        primaryData.resolve("postgresql.auto.conf"), "synchronous_standby_names = 'standby'\n");
    Map<String, String> following =
        Map.of(
            "synchronous_standby_names",
            "standby",
            "primary_conninfo",
            "postgresql://postgres@localhost:" + primaryPort + "/?application_name=standby");
    PostgresqlServer primary = PostgresqlServer.start(primaryData, primaryPort, Map.of());
    try (PostgresqlServer standby = PostgresqlServer.start(standbyData, standbyPort, following);
        PostgresqlStore store =
            PostgresqlStore.open(
                PostgresqlServer.settings(
                    List.of(
                        new Host("localhost", standbyPort), new Host("127.0.0.1", primaryPort))))) {
      assertThat(store.transact(PostgresqlFailoverTest::append)).succeedsWithin(SOON);

      primary.alter("synchronous_standby_names", "");
      while (store.transact(Transaction::now).handle((_, e) -> e == null).join()) {
        Thread.onSpinWait();
      }
      assertThat(store.transact(PostgresqlFailoverTest::append))
          .failsWithin(SOON)
          .withThrowableThat()
          .withMessageContaining("synchronous_standby_names empty");
      primary.alter("synchronous_standby_names", "standby");
      assertThat(store.transact(Transaction::now)).succeedsWithin(SOON);

      primary.crash();
      assertUnavailable(store.transact(PostgresqlFailoverTest::append));
      standby.promote();

      assertThat(indexes(store)).containsExactly(0L);
    }
  }
}
