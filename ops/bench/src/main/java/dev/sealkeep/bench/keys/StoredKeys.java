package dev.sealkeep.bench.keys;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.releases.ProcessAccount;
import dev.sealkeep.bench.run.Postgresql;
import dev.sealkeep.bench.run.Report;
import dev.sealkeep.bench.run.ScratchFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ops/bench/stored-keys}. */
@Command(
    name = "ops/bench/stored-keys",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Start two nodes on loopback, each with a database of its own; have one store few keys and"
          + " one many, through their HTTP API; start both anew; then have simulated guests fetch"
          + " keys of the one and of the other in turns, over kept connections. Prints JSON on"
          + " standard output and progress on standard error."
    })
public final class StoredKeys implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--few",
      paramLabel = "N",
      description = "keys of the first node (default ${DEFAULT-VALUE})")
  private int few = 1_000;

  @Option(
      names = "--many",
      paramLabel = "N",
      description = "keys of the second node (default ${DEFAULT-VALUE})")
  private int many = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "turns of each node that are measured (default ${DEFAULT-VALUE})")
  private int rounds = 9;

  @Option(
      names = "--releases",
      paramLabel = "N",
      description = "releases in a turn (default ${DEFAULT-VALUE})")
  private int releases = 3_000;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "releases of each node before them (default ${DEFAULT-VALUE})")
  private int warmup = 10_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "guests at the same time (default ${DEFAULT-VALUE})")
  private int clients = 32;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      description = "each node's maximum heap (default ${DEFAULT-VALUE})")
  private int heapMebibytes = 1_024;

  @Option(names = "--sqlite", description = "embedded databases, rather than a PostgreSQL")
  private boolean sqlite;

  /** Runs the benchmark; exit code 2 if it is called wrongly, 1 if a release failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StoredKeys()).execute(arguments));
  }

  @Override
  public void run() {
    Stream.of(
            Report.outOfRange("--few", few, Estate.KEYS, 10_000_000),
            Report.outOfRange("--many", many, Estate.KEYS, 10_000_000),
            Report.outOfRange("--rounds", rounds, 1, 1_000),
            Report.outOfRange("--releases", releases, 1, 1_000_000),
            Report.outOfRange("--warmup", warmup, 1, 1_000_000),
            Report.outOfRange("--clients", clients, 1, 200),
            Report.outOfRange("--heap", heapMebibytes, 64, 65_536))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            problem -> {
              throw new CommandLine.ParameterException(spec.commandLine(), problem);
            });
    try (ScratchFolder scratch = ScratchFolder.create("sealkeep-keys-");
        Postgresql database = sqlite ? null : Postgresql.start()) {
      System.out.println(measure(scratch.path(), database).encodePrettily());
    }
  }

  private static String create(@Nullable Postgresql database, String name) {
    return database == null ? "" : database.create(name);
  }

  private JsonObject measure(Path folder, @Nullable Postgresql database) {
    Report.note("making a simulated root");
    Estate estate = Estate.create();
    Report.note("openssl speed ecdsap384");
    JsonObject report =
        new JsonObject()
            .put("database", sqlite ? "sqlite" : "postgresql")
            .put("openssl_p384_verifies_per_s", Openssl.verifications().orElse(null));
    Optional<ProcessAccount> account =
        Optional.ofNullable(database).map(server -> new ProcessAccount(server.pid()));
    Node.Scene scene = new Node.Scene(estate, heapMebibytes, clients, account);
    try (Node one = Node.fill(scene, folder(folder, "few"), create(database, "few"), few);
        Node other = Node.fill(scene, folder(folder, "many"), create(database, "many"), many)) {
      Report.note("warming up");
      one.warmUp(warmup);
      other.warmUp(warmup);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        Report.note("round %d of %d".formatted(round + 1, rounds));
        // Who comes second finds the processor as the first left it.
        double first = round % 2 == 0 ? one.turn(releases) : other.turn(releases);
        double second = round % 2 == 0 ? other.turn(releases) : one.turn(releases);
        ratios.add(round % 2 == 0 ? second / first : first / second);
      }
      Report.note("done");
      return report
          .put("few", one.report())
          .put("many", other.report())
          .put("many_to_few_median", Report.rounded(Report.median(ratios)))
          .put("rounds", rounds)
          .put("releases_in_a_turn", releases)
          .put("clients", clients);
    }
  }

  private static Path folder(Path parent, String name) {
    try {
      return Files.createDirectory(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
