package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.run.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How big a storm, and on what. */
@Command(
    name = "ops/bench/boot-storm",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Start nodes on loopback, in processes of their own, and let simulated guests boot all at"
          + " once: each asks for its key over fresh TLS connections, waits as the agent does when"
          + " it is told to come back, and goes on until it has the key. Prints JSON on standard"
          + " output and progress on standard error. Exit code 1 if a guest was left without key."
    })
final class StormOptions {
  @Option(
      names = "--guests",
      paramLabel = "N",
      description = "guests that boot at once (default ${DEFAULT-VALUE})")
  int guests = 20_000;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "nodes, at most 5; several need a PostgreSQL (default ${DEFAULT-VALUE})")
  int nodes = 1;

  @Option(
      names = "--sqlite",
      description = "one node on its embedded database, rather than on a PostgreSQL")
  boolean sqlite;

  @Option(
      names = "--sockets",
      paramLabel = "N",
      description = {
        "connections that the guests have open at a time, as a machine bounds them (default"
            + " ${DEFAULT-VALUE})"
      })
  int sockets = 4_000;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "guests before the storm, one after another (default ${DEFAULT-VALUE})")
  int warmup = 2_000;

  @Option(
      names = "--set-rows",
      paramLabel = "N",
      description = "measurements in the tenant's reference set (default ${DEFAULT-VALUE})")
  int setRows = 1;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      description = "each node's maximum heap (default ${DEFAULT-VALUE})")
  int heapMebibytes = 512;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = "for the Java of each node; repeatable")
  List<String> serverOptions = new ArrayList<>();

  @Option(
      names = "--setting",
      paramLabel = "NAME=VALUE",
      description = "a line of each node's configuration file; repeatable")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      description = "when guests without a key give up (default ${DEFAULT-VALUE})")
  int limitSeconds = 600;

  @Option(
      names = "--latency-rounds",
      paramLabel = "N",
      description = {
        "after the storm: how often guests come at 70 percent of what it took, and hardly any, in"
            + " turns (default ${DEFAULT-VALUE}; 0 for never)"
      })
  int latencyRounds = 5;

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description = {
        "measure what each step costs before and after the storm, and write the means to FILE,"
            + " which ops/bench/region reads"
      })
  @Nullable Path costs;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "with --costs: how often each step is taken (default ${DEFAULT-VALUE})")
  int rounds = 2_000;

  /** The command that asks for this. */
  String commandLine() {
    StringBuilder command =
        new StringBuilder(
            "ops/bench/boot-storm --guests %d --nodes %d%s --sockets %d --warmup %d --rounds %d"
                .formatted(guests, nodes, sqlite ? " --sqlite" : "", sockets, warmup, rounds));
    if (setRows > 1) {
      command.append(" --set-rows ").append(setRows);
    }
    serverOptions.forEach(option -> command.append(" --server-option ").append(option));
    settings.forEach(setting -> command.append(" --setting ").append(setting));
    return command.toString();
  }

  /** What cannot be used; load is bounded, whatever is asked for. */
  Optional<String> problem() {
    return Stream.of(
            Report.outOfRange("--guests", guests, 1, 1_000_000),
            Report.outOfRange("--nodes", nodes, 1, 5),
            Report.outOfRange("--sockets", sockets, 1, 20_000),
            Report.outOfRange("--warmup", warmup, 0, 1_000_000),
            // A set may have 8 MiB.
            Report.outOfRange("--set-rows", setRows, 1, 60_000),
            Report.outOfRange("--heap", heapMebibytes, 64, 65_536),
            Report.outOfRange("--limit", limitSeconds, 1, 3_600),
            Report.outOfRange("--latency-rounds", latencyRounds, 0, 1_000),
            Report.outOfRange("--rounds", rounds, 100, 100_000),
            sqlite && nodes > 1
                ? Optional.of("--sqlite is for one node: several share a PostgreSQL")
                : Optional.<String>empty())
        .flatMap(Optional::stream)
        .findFirst();
  }
}
