package dev.sealkeep.keystore.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRows;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 1: what was acknowledged outlives a SIGKILL at any moment. */
final class SqliteStoreKillTest {
  private static final int ROUNDS = 3;

  @TempDir private Path directory;

  @Test
  void everyAcknowledgedRowSurvivesAKill() throws Exception {
    Path file = directory.resolve("sealkeep.db");
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long last = writeUntilKilled(file, 40 + 77 * round);
      assertThat(last).isGreaterThan(acknowledged);
      acknowledged = last;
      assertIntact(file, acknowledged);
    }
  }

  /** Returns the number of acknowledged rows. */
  private static long writeUntilKilled(Path file, int lines) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                AcknowledgingWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = -1;
    try (BufferedReader output = writer.inputReader()) {
      for (int i = 0; i < lines; i++) {
        last = Long.parseLong(output.readLine());
      }
      assertOtherProcessRefused(file);
      // Process.destroyForcibly would close the pipe; the handle sends SIGKILL alone.
      assertThat(writer.toHandle().destroyForcibly()).isTrue();
      // What was printed before the kill is still in the pipe. The last line may be cut.
      String rest = output.readAllAsString();
      for (String line : rest.substring(0, rest.lastIndexOf('\n') + 1).lines().toList()) {
        last = Long.parseLong(line);
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    return last + 1;
  }

  private static void assertOtherProcessRefused(Path file) {
    StoreRefusedException refusal =
        catchThrowableOfType(
            StoreRefusedException.class,
            () -> SqliteStore.open(file, InstantSource.system()).close());
    assertThat(refusal.reason()).isEqualTo(StoreRefusedException.Reason.IN_USE);
  }

  /** Rows and head were written together, so the head counts the rows. */
  private static void assertIntact(Path file, long acknowledged) {
    try (SqliteStore store = SqliteStore.open(file, InstantSource.system())) {
      store.read(
          snapshot -> {
            long size = snapshot.logHead().size();
            assertThat(size).isGreaterThanOrEqualTo(acknowledged);
            List<LogRow> rows = snapshot.log(0, Long.MAX_VALUE);
            assertThat(rows).hasSize((int) size);
            for (int i = 0; i < rows.size(); i++) {
              LogRow expected = StoreRows.log(i, "a");
              assertThat(rows.get(i).index()).isEqualTo(i);
              assertThat(rows.get(i).entry()).isEqualTo(expected.entry());
              assertThat(rows.get(i).leaf()).isEqualTo(expected.leaf());
            }
            return size;
          });
    }
  }
}
