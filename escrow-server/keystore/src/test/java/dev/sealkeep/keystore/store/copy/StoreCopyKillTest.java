package dev.sealkeep.keystore.store.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.postgresql.PostgresqlOffline;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.sqlite.SqliteOffline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy that was killed with SIGKILL goes on where it was, and until it is complete no server runs
 * on its target.
 */
@Timeout(180)
final class StoreCopyKillTest {
  private static final int BATCH_ROWS = 7;

  @TempDir private Path directory;
  private Path file;
  private PostgresqlServer server;

  @BeforeEach
  void fill() {
    file = CopyScene.fill(directory.resolve("sealkeep.db"));
    server = PostgresqlServer.shared();
  }

  private CopyOutcome copy(CopyListener listener) {
    try (OfflineStore source = SqliteOffline.open(file);
        OfflineStore target = PostgresqlOffline.openTarget(server.settings())) {
      return StoreCopy.run(source, target, BATCH_ROWS, listener);
    }
  }

  private List<CopyListener.Phase> steps() {
    List<CopyListener.Phase> steps = new ArrayList<>();
    CopyOutcome _ = copy((phase, _, _, _) -> steps.add(phase));
    server = PostgresqlServer.shared();
    return steps;
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CopyingProcess.class.getName(),
            file.toString(),
            Integer.toString(server.port()),
            server.settings().database(),
            Integer.toString(BATCH_ROWS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Lets a process take that many steps and kills it while it waits before the next. */
  private String killAfter(int steps) throws Exception {
    Process process = start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      for (int step = 0; step < steps; step++) {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        line = output.readLine();
      }
      return line;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void assertNoServerStarts() {
    StoreRefusedException refusal =
        catchThrowableOfType(
            StoreRefusedException.class, () -> PostgresqlStore.open(server.settings()).close());
    assertThat(refusal.reason()).isEqualTo(Reason.COPY_UNFINISHED);
    assertThat(refusal)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(CopyScene.ORIGIN);
    assertThat(server.number("SELECT count(*) FROM log_head")).isZero();
  }

  private void assertComplete(CopyOutcome outcome, long before) throws Exception {
    assertThat(outcome).isInstanceOf(CopyOutcome.Complete.class);
    assertThat(((CopyOutcome.Complete) outcome).before()).isEqualTo(before);
    assertThat(CopyScene.dump(server)).isEqualTo(CopyScene.dump(file));
    try (PostgresqlStore store = PostgresqlStore.open(server.settings())) {
      assertThat(store.read(Snapshot::logHead).size()).isEqualTo(CopyScene.LOG_SIZE);
    }
  }

  @Test
  void itGoesOnWhereItWasKilled() throws Exception {
    List<CopyListener.Phase> steps = steps();
    int copying = steps.lastIndexOf(CopyListener.Phase.COPYING) + 1;
    assertThat(copying).isGreaterThan(10);
    for (int kill : List.of(1, copying / 2, copying, copying + 1, steps.size())) {
      server = PostgresqlServer.shared();
      String line = killAfter(kill);
      long rows = durable(line);
      assertThat(line).as("step %d", kill).startsWith(steps.get(kill - 1).name());
      assertThat(server.number("SELECT " + allRows())).isEqualTo(rows);
      assertNoServerStarts();
      assertComplete(copy((_, _, _, _) -> {}), rows);
    }
  }

  /** How many rows are durable once a process has printed {@code PHASE TABLE DONE of TOTAL}. */
  private static long durable(String line) {
    String[] words = line.split(" ", -1);
    boolean copying = words[0].equals(CopyListener.Phase.COPYING.name());
    return Long.parseLong(words[copying ? 2 : 4]);
  }

  private static String allRows() {
    List<String> counts = new ArrayList<>();
    for (String table :
        List.of(
            "tenant",
            "policy",
            "reference_set",
            "sealing_key",
            "sealing_key_version",
            "server_secret",
            "server_setting",
            "admin_token",
            "spent_challenge",
            "evidence",
            "decision",
            "collateral",
            "log_entry",
            "log_tile")) {
      counts.add("(SELECT count(*) FROM " + table + ")");
    }
    return String.join(" + ", counts);
  }

  @Test
  void aBatchThatWasKilledInItsMiddleIsDoneAgain() throws Exception {
    Process process = start();
    try (Connection blocker = server.connection();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE decision IN EXCLUSIVE MODE");
      process.getOutputStream().write("\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      while (server.number(
              "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
                  + " WHERE NOT l.granted AND a.application_name = 'sealkeep-copying'")
          == 0) {
        Thread.onSpinWait();
      }
      assertThat(process.destroyForcibly().waitFor()).isNotZero();
      blocker.rollback();
    } finally {
      process.destroyForcibly().waitFor();
    }
    CopyOutcome outcome = copy((_, _, _, _) -> {});

    assertThat(((CopyOutcome.Complete) outcome).before()).isPositive();
    assertThat(CopyScene.dump(server)).isEqualTo(CopyScene.dump(file));
  }
}
