package dev.sealkeep.cli.log;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.server.NodeSource;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.log.HighWater;
import dev.sealkeep.service.server.OfflineStores;
import dev.sealkeep.service.server.RestoredStore;
import dev.sealkeep.service.server.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealkeep log succeed}. */
@Command(
    name = "succeed",
    description = {
      "Open a new log on an older database that was restored, when no newer one is to be had.",
      "Stop every node first. Without --accept-gap it only shows what is lost, and changes nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the new log is open; start the nodes",
      "1:the gap is not accepted; nothing was changed",
      "2:the database, a file or the key cannot be used as it is",
      "3:the database failed or cannot be reached; look again before anything else"
    })
public final class SucceedCommand implements Callable<Integer> {
  private final Console console;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private NodeSource source = new NodeSource();

  @Option(
      names = "--high-water",
      paramLabel = "PATH",
      description = "another node's high-water file or data directory; name every node's")
  private List<Path> highWater = List.of();

  @Option(
      names = "--log-root-key",
      paramLabel = "FILE",
      description = "the log-root key (default: log-root.key in the node's data directory)")
  private Optional<Path> rootKey = Optional.empty();

  @Option(
      names = "--accept-gap",
      paramLabel = "ENTRIES",
      description = "open the new log; the number of lost entries, as this command showed it")
  private Optional<Long> accepted = Optional.empty();

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      description = "the new log's name (default: the old one's with a random end)")
  private Optional<String> origin = Optional.empty();

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public SucceedCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ServerConfiguration configuration = source.configuration();
    try (RestoredStore store = RestoredStore.open(configuration, marks(configuration))) {
      if (store.succeeded()) {
        throw CommandFailure.of(
            ExitCode.REFUSED,
            "the log %s was just opened on this database".formatted(store.loss().kept().origin()),
            "Start the nodes.");
      }
      RestoredStore.Loss loss = store.loss();
      if (!accepted.equals(Optional.of(loss.entries()))) {
        GapDocument document = GapDocument.unaccepted(loss);
        output.print(console, document, document::render);
        if (accepted.isPresent()) {
          throw CommandFailure.of(
              ExitCode.REFUSED,
              "--accept-gap %d is not the number of lost entries; nothing was changed"
                  .formatted(accepted.get()),
              "");
        }
        return ExitCode.REFUSED.number();
      }
      Path key = rootKey.orElseGet(() -> configuration.data().resolve("log-root.key"));
      Succession succession = store.succeed(key, origin);
      GapDocument document = GapDocument.opened(loss, succession);
      output.print(console, document, document::render);
      return ExitCode.OK.number();
    } catch (StartRefusedException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), "");
    } catch (StoreRefusedException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE, "%s (%s)".formatted(e.getMessage(), e.reason().code()), "");
    } catch (StoreUnavailableException | CommitUnknownException e) {
      throw CommandFailure.of(
          ExitCode.UNAVAILABLE,
          String.valueOf(e.getMessage()),
          "Run the command again without --accept-gap: it tells whether the new log is open.");
    }
  }

  private List<HighWater.Mark> marks(ServerConfiguration configuration) {
    List<HighWater.Mark> marks = new ArrayList<>();
    mark(configuration.data()).ifPresent(marks::add);
    for (Path path : highWater) {
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      boolean named = Files.isDirectory(path) || path.endsWith("high-water");
      marks.add(
          mark(named && folder != null ? folder : path)
              .orElseThrow(
                  () ->
                      CommandFailure.of(
                          ExitCode.UNUSABLE,
                          "there is no high-water file at %s".formatted(path),
                          "Name a node's data directory, or the file 'high-water' of one.")));
    }
    return marks;
  }

  private static Optional<HighWater.Mark> mark(Path folder) {
    try {
      return OfflineStores.highWater(folder);
    } catch (IOException e) {
      throw CommandFailure.of(ExitCode.UNUSABLE, String.valueOf(e.getMessage()), "");
    }
  }
}
