package dev.sealkeep.keystore.store.copy;

import dev.sealkeep.keystore.store.postgresql.PostgresqlOffline;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Encryption;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.sqlite.SqliteOffline;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process that copies, so that a test can kill it. After each step it prints a line and waits for
 * a byte on its standard input; the end of input ends it.
 */
public final class CopyingProcess {
  private CopyingProcess() {}

  /** The arguments are the source, the target's port and database, and the size of a batch. */
  public static void main(String[] arguments) {
    PrintStream output = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    PostgresqlSettings settings =
        new PostgresqlSettings(
            List.of(new Host("localhost", Integer.parseInt(arguments[1]))),
            arguments[2],
            "postgres",
            Optional.empty(),
            new Encryption.None(),
            1,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            "sealkeep-copying");
    try (OfflineStore source = SqliteOffline.open(Path.of(arguments[0]));
        OfflineStore target = PostgresqlOffline.openTarget(settings)) {
      step(output, "opened");
      CopyOutcome outcome =
          StoreCopy.run(
              source,
              target,
              Integer.parseInt(arguments[3]),
              (phase, table, done, total) ->
                  step(output, phase + " " + table + " " + done + " of " + total));
      output.println(outcome.getClass().getSimpleName());
    }
  }

  private static void step(PrintStream output, String line) {
    output.println(line);
    try {
      if (System.in.read() < 0) {
        System.exit(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
