package dev.sealkeep.keystore.store.copy;

import static dev.sealkeep.keystore.store.StoreRows.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.postgresql.PostgresqlOffline;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.sqlite.SqliteOffline;
import dev.sealkeep.keystore.store.sqlite.SqliteStore;
import dev.sealkeep.keystore.store.table.Difference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is copied, what is compared, and what is refused and then left as it was. */
@Timeout(120)
final class StoreCopyTest {
  private static final int BATCH_ROWS = 5;
  private static final CopyListener NOBODY = (_, _, _, _) -> {};

  @TempDir private Path directory;
  private Path file;
  private PostgresqlServer server;

  @BeforeEach
  void begin() {
    file = directory.resolve("sealkeep.db");
    server = PostgresqlServer.shared();
  }

  private CopyOutcome copy(CopyListener listener) {
    try (OfflineStore source = SqliteOffline.open(file);
        OfflineStore target = PostgresqlOffline.openTarget(server.settings())) {
      return StoreCopy.run(source, target, BATCH_ROWS, listener);
    }
  }

  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Copies every row, and stops before the comparison. */
  private void interrupt() {
    assertThatThrownBy(
            () ->
                copy(
                    (phase, _, _, _) -> {
                      if (phase == CopyListener.Phase.VERIFYING) {
                        throw new Interruption();
                      }
                    }))
        .isInstanceOf(Interruption.class);
  }

  private Reason refusal() {
    return catchThrowableOfType(StoreRefusedException.class, () -> copy(NOBODY)).reason();
  }

  private void assertNoServerStarts() {
    assertThat(
            catchThrowableOfType(
                    StoreRefusedException.class,
                    () -> PostgresqlStore.open(server.settings()).close())
                .reason())
        .isEqualTo(Reason.COPY_UNFINISHED);
  }

  @Test
  void everyRowOfEveryTableIsCopied() throws Exception {
    CopyScene.fill(file);
    CopyOutcome outcome = copy(NOBODY);
    Map<String, List<String>> rows = CopyScene.dump(file);

    assertThat(rows.values()).allSatisfy(table -> assertThat(table).isNotEmpty());
    assertThat(CopyScene.dump(server)).isEqualTo(rows);
    assertThat(outcome).isInstanceOf(CopyOutcome.Complete.class);
    long expected = rows.values().stream().mapToLong(List::size).sum() - 1;
    assertThat(outcome.comparison().rows()).isEqualTo(expected);
  }

  @Test
  void anEmptyStoreIsCopied() throws Exception {
    SqliteStore.open(file, InstantSource.system()).close();

    assertThat(copy(NOBODY)).isInstanceOf(CopyOutcome.Complete.class);
    assertThat(CopyScene.dump(server)).isEqualTo(CopyScene.dump(file));
    PostgresqlStore.open(server.settings()).close();
  }

  @Test
  void theSourceIsNotChangedByOneByte() throws Exception {
    CopyScene.fill(file);
    byte[] before = Files.readAllBytes(file);
    CopyOutcome _ = copy(NOBODY);

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void whatAKilledServerLeftInTheWriteAheadLogIsCopied() throws Exception {
    Path running = CopyScene.fill(directory.resolve("running.db"));
    try (SqliteStore store = SqliteStore.open(running, InstantSource.system())) {
      assertThat(store.transact(t -> t.spendChallenge(new byte[32], TIME)).join()).isTrue();
      Files.copy(running, file);
      Files.copy(directory.resolve("running.db-wal"), directory.resolve("sealkeep.db-wal"));
    }
    byte[] before = Files.readAllBytes(file);

    assertThat(copy(NOBODY)).isInstanceOf(CopyOutcome.Complete.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(CopyScene.dump(server)).isEqualTo(CopyScene.dump(running));
  }

  @Test
  void aCopyThatIsWholeIsComparedAgain() {
    CopyScene.fill(file);
    CopyOutcome _ = copy(NOBODY);
    assertThat(copy(NOBODY)).isInstanceOf(CopyOutcome.Complete.class);

    server.execute("UPDATE log_head SET time_ms = time_ms + 1");
    assertThat(copy(NOBODY).comparison().shown())
        .containsExactly(new Difference.Changed("log_head (1)", List.of("time_ms")));
  }

  @Test
  void aByteThatChangedInTheTargetIsFound() {
    CopyScene.fill(file);
    interrupt();
    server.execute(
        "UPDATE evidence SET evidence_blob = set_byte(evidence_blob, 1000000, 1)"
            + " WHERE length(evidence_blob) > 1000000");
    CopyOutcome outcome = copy(NOBODY);

    assertThat(outcome).isInstanceOf(CopyOutcome.Differs.class);
    assertThat(outcome.comparison().shown())
        .containsExactly(
            new Difference.Changed("evidence (" + "80".repeat(32) + ")", List.of("evidence_blob")));
    assertNoServerStarts();
  }

  @Test
  void rowsThatWereTakenAwayOrAddedAreFound() {
    CopyScene.fill(file);
    interrupt();
    server.execute(
        "DELETE FROM log_entry WHERE idx = 3;"
            + "INSERT INTO server_setting VALUES ('_system', 'another', 'x')");
    CopyOutcome outcome = copy(NOBODY);

    assertThat(outcome).isInstanceOf(CopyOutcome.Differs.class);
    assertThat(outcome.comparison().differences()).isEqualTo(2);
    assertThat(outcome.comparison().shown())
        .containsExactlyInAnyOrder(
            new Difference.Missing("log_entry (3)"),
            new Difference.Added("server_setting (another)"));
    assertNoServerStarts();
  }

  @Test
  void anAbsentTextIsNotAnother() {
    CopyScene.fill(file);
    interrupt();
    server.execute("UPDATE decision SET claims = NULL WHERE claims IS NOT NULL");

    assertThat(copy(NOBODY).comparison().differences()).isEqualTo(CopyScene.LOG_SIZE / 3);
  }

  @Test
  void aDatabaseWithALogIsRefusedAndLeftAsItWas() throws Exception {
    CopyScene.fill(file);
    try (PostgresqlStore store = PostgresqlStore.open(server.settings())) {
      boolean _ =
          store
              .transact(
                  t -> {
                    t.putServerSetting("log-origin", "log.example.org/other");
                    t.putLogHead(StoreRows.head(1));
                    return true;
                  })
              .join();
    }
    Map<String, List<String>> before = CopyScene.dump(server);

    assertThatThrownBy(() -> copy(NOBODY))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("log.example.org/other");
    assertThat(refusal()).isEqualTo(Reason.NOT_EMPTY);
    assertThat(CopyScene.dump(server)).isEqualTo(before);
    assertThat(server.number("SELECT count(*) FROM store_copy")).isZero();
  }

  @Test
  void aDatabaseWithARowAndNoLogIsRefused() {
    CopyScene.fill(file);
    server.execute("INSERT INTO admin_token VALUES ('\\x00', '_system', 1)");

    assertThat(refusal()).isEqualTo(Reason.NOT_EMPTY);
    assertThat(server.number("SELECT count(*) FROM log_head")).isEqualTo(1);
  }

  @Test
  void theUnfinishedCopyOfAnotherSourceIsRefused() throws Exception {
    CopyScene.fill(file);
    interrupt();
    CopyScene.change(file, t -> t.putServerSetting("log-origin", "log.example.org/other"));
    Map<String, List<String>> before = CopyScene.dump(server);

    assertThat(refusal()).isEqualTo(Reason.NOT_EMPTY);
    assertThat(CopyScene.dump(server)).isEqualTo(before);
  }

  @Test
  void aSourceThatHasMovedOnIsRefused() {
    CopyScene.fill(file);
    interrupt();
    CopyScene.change(
        file,
        t -> {
          t.appendLog(StoreRows.log(CopyScene.LOG_SIZE, "acme"));
          t.putLogHead(StoreRows.head(CopyScene.LOG_SIZE + 1));
        });

    assertThat(refusal()).isEqualTo(Reason.NOT_EMPTY);
    assertNoServerStarts();
  }

  @Test
  void aSourceInUseIsRefused() {
    CopyScene.fill(file);
    try (SqliteStore _ = SqliteStore.open(file, InstantSource.system())) {
      assertThat(refusal()).isEqualTo(Reason.IN_USE);
    }
    assertThat(server.number("SELECT count(*) FROM store_copy")).isZero();
    assertThat(copy(NOBODY)).isInstanceOf(CopyOutcome.Complete.class);
  }

  @Test
  void noServerOpensTheSourceMeanwhile() {
    CopyScene.fill(file);
    try (OfflineStore _ = SqliteOffline.open(file)) {
      assertThat(
              catchThrowableOfType(
                      StoreRefusedException.class,
                      () -> SqliteStore.open(file, InstantSource.system()).close())
                  .reason())
          .isEqualTo(Reason.IN_USE);
    }
  }

  @Test
  void aPathWithoutADatabaseIsRefusedAndMakesNone() {
    assertThat(refusal()).isEqualTo(Reason.FILE_UNUSABLE);
    assertThat(file).doesNotExist();
  }

  @Test
  void aSourceOfAnOlderReleaseIsRefusedAndNotBroughtUpToDate() throws Exception {
    CopyScene.fill(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE node");
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '4'");
    }
    byte[] before = Files.readAllBytes(file);

    assertThat(refusal()).isEqualTo(Reason.SCHEMA_OLDER);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aTargetThatMayLoseCommitsIsRefused() {
    CopyScene.fill(file);
    server.execute("ALTER DATABASE store SET synchronous_commit = off");
    try {
      assertThat(refusal()).isEqualTo(Reason.WEAK_SETTINGS);
    } finally {
      server.execute("ALTER DATABASE store RESET synchronous_commit");
    }
  }

  @Test
  void aSecondCopyIntoTheTargetIsRefused() {
    CopyScene.fill(file);
    try (OfflineStore _ = PostgresqlOffline.openTarget(server.settings())) {
      assertThat(
              catchThrowableOfType(
                      StoreRefusedException.class,
                      () ->
                          PostgresqlOffline.openTarget(server.settings(Duration.ofMillis(200)))
                              .close())
                  .reason())
          .isEqualTo(Reason.IN_USE);
    }
  }

  @Test
  void aServerThatWasRunningOnTheEmptyTargetCommitsNothingMore() {
    CopyScene.fill(file);
    try (PostgresqlStore store = PostgresqlStore.open(server.settings())) {
      CopyOutcome _ =
          copy(
              (phase, _, _, _) -> {
                if (phase == CopyListener.Phase.COPYING) {
                  assertThat(
                          store.transact(
                              t -> {
                                t.putServerSetting("log-origin", "log.example.org/other");
                                return true;
                              }))
                      .failsWithin(Duration.ofSeconds(30));
                }
              });
    }
    assertThat(
            server.number(
                "SELECT count(*) FROM server_setting WHERE setting = 'log.example.org/other'"))
        .isZero();
  }
}
