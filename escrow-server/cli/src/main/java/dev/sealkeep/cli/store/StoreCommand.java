package dev.sealkeep.cli.store;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.server.NodeConfiguration;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.ProgressLine;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.copy.CopyListener;
import dev.sealkeep.keystore.store.copy.CopyOutcome;
import dev.sealkeep.keystore.store.copy.StoreCopy;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.service.configuration.DatabaseServer;
import dev.sealkeep.service.server.OfflineStores;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealkeep store}. */
@Command(
    name = "store",
    description = "Copy a stopped node's database into PostgreSQL; check databases.")
public final class StoreCommand {
  private final Console console;

  /** Makes the group for those surroundings. */
  public StoreCommand(Console console) {
    this.console = console;
  }

  /** Copies. */
  @Command(
      name = "copy",
      description = {
        "Copy a stopped node's database file into an empty PostgreSQL database, and compare every"
            + " row.",
        "May be interrupted at any time: run again, it goes on where it was."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:the copy is complete; a server may run on it",
        "1:the copy is not what the source is; no server runs on it",
        "2:the source or the target cannot be used as it is, such as a file in use",
        "3:a database failed or cannot be reached; run it again"
      })
  int copy(
      @Option(
              names = "--from",
              required = true,
              paramLabel = "PATH",
              description = "the node's data directory, or the database file itself; only read")
          Path from,
      @Option(
              names = "--to-config",
              required = true,
              paramLabel = "FILE",
              description = "the node's new configuration, whose database-* keys name the target")
          Path configuration,
      @Mixin OutputOption output) {
    DatabaseServer server = server(configuration);
    return guarded(
        () -> {
          try (OfflineStore source = OfflineStores.embedded(OfflineStores.file(from));
              OfflineStore target = OfflineStores.target(server);
              ProgressLine progress = new ProgressLine(console, System::nanoTime)) {
            CopyOutcome outcome =
                StoreCopy.run(
                    source,
                    target,
                    (phase, table, done, total) ->
                        progress.show(
                            "%s %s, %d of %d rows, %d%%"
                                .formatted(
                                    phase == CopyListener.Phase.COPYING ? "copying" : "comparing",
                                    table.sqlName(),
                                    done,
                                    total,
                                    percent(done, total))));
            progress.close();
            CopyDocument document = CopyDocument.of(source.name(), target.name(), outcome);
            output.print(console, document, document::render);
            return document.complete() ? ExitCode.OK : ExitCode.REFUSED;
          }
        });
  }

  private static long percent(long done, long total) {
    return total == 0 ? 100 : Math.min(100, done * 100 / total);
  }

  private static DatabaseServer server(Path configuration) {
    return NodeConfiguration.read(configuration)
        .database()
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "%s names no database server".formatted(configuration),
                    "Set database-hosts and what belongs to it in it."));
  }

  /** Checks one store or compares two. */
  @Command(
      name = "check",
      description = {
        "Check a stopped node's database: its file, its log up to the root and the high-water file,"
            + " its state rows against the log, what rows refer to.",
        "With both options, also compare the database file with the PostgreSQL database row by row."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:nothing is wrong",
        "1:something does not hold, or the two differ",
        "2:a database cannot be used as it is, such as a file in use",
        "3:a database failed or cannot be reached"
      })
  int check(
      @Option(
              names = "--data",
              paramLabel = "PATH",
              description = "a node's data directory, or a database file itself; only read")
          @Nullable Path data,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "a node's configuration: the database that it names; only read")
          @Nullable Path configuration,
      @Mixin OutputOption output) {
    if (data == null && configuration == null) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there is nothing to check",
          "Name a data directory with --data, a configuration with --config, or both.");
    }
    return guarded(
        () -> {
          CheckDocument document;
          try (ProgressLine progress = new ProgressLine(console, System::nanoTime);
              CheckedStores stores = CheckedStores.open(data, configuration)) {
            document = stores.check(progress::show);
          }
          output.print(console, document, document::render);
          return document.good() ? ExitCode.OK : ExitCode.REFUSED;
        });
  }

  private static int guarded(Supplier<ExitCode> work) {
    try {
      return work.get().number();
    } catch (StoreRefusedException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "%s (%s)".formatted(e.getMessage(), e.reason().code()), "");
    } catch (StoreUnavailableException e) {
      throw CommandFailure.of(
          ExitCode.UNAVAILABLE,
          String.valueOf(e.getMessage()),
          "Run the command again once that is mended; nothing is lost.");
    }
  }
}
