package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.bench.run.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What boots, and on what, by default a region that loses its power at once. */
@Command(
    name = "ops/bench/region",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Model a region that boots: what it needs in nodes, commits and look-ups of collateral, and"
          + " what is used up first. Works from a file of costs that ops/bench/boot-storm --costs"
          + " measures, and starts nothing. With --check: model the storm that the costs were"
          + " measured beside, and hold the model against it; exit code 1 if it is off by more than"
          + " the band."
    })
final class RegionOptions {
  private static final double MILLI = 1e-3;

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      required = true,
      defaultValue = "${sys:sealkeep.region.costs}",
      description = "what each step costs (default ops/bench/region.costs)")
  Path costs = Path.of("region.costs");

  @Option(
      names = "--set",
      paramLabel = "COST=VALUE",
      description = "put another value in place of one of the file; may be repeated")
  Map<String, Double> overrides = new TreeMap<>();

  @Option(
      names = "--check",
      description = "model the boot storm of the costs, and say how far the model is off")
  boolean check;

  @Option(
      names = "--band",
      paramLabel = "PERCENT",
      description = "with --check: how far it may be off (default ${DEFAULT-VALUE})")
  int band = 30;

  @Option(
      names = "--guests",
      paramLabel = "N",
      description = "virtual machines that boot (default ${DEFAULT-VALUE})")
  int guests = 1_000_000;

  @Option(
      names = "--spread",
      paramLabel = "SECONDS",
      description = "over how long they power on, evenly (default ${DEFAULT-VALUE}: all at once)")
  int spread;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "nodes of the escrow (default ${DEFAULT-VALUE})")
  int nodes = 8;

  @Option(
      names = "--processors",
      paramLabel = "N",
      description = "processors of each node (default ${DEFAULT-VALUE})")
  int processors = 8;

  @Option(
      names = "--database-processors",
      paramLabel = "N",
      description = "processors of the database server (default ${DEFAULT-VALUE})")
  int databaseProcessors = 16;

  @Option(
      names = "--round-trip",
      paramLabel = "MS",
      description = "between a guest and a node (default ${DEFAULT-VALUE})")
  double roundTrip = 1;

  @Option(
      names = "--database-round-trip",
      paramLabel = "MS",
      description =
          "between a node and the database server, beyond loopback's (default ${DEFAULT-VALUE})")
  double databaseRoundTrip = 0.2;

  @Option(
      names = "--evidence",
      paramLabel = "MS",
      description = "how long a guest's device takes for evidence (default ${DEFAULT-VALUE})")
  double evidence = 10;

  @Option(
      names = "--agent-deadline",
      paramLabel = "SECONDS",
      description = "when an agent gives up, its `deadline` (default ${DEFAULT-VALUE})")
  int agentDeadline = 60;

  @Option(
      names = "--agent-pause",
      paramLabel = "SECONDS",
      description =
          "until it is started again, a half more or less at random (default ${DEFAULT-VALUE})")
  int agentPause = 10;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "open connections at each node, its `connections` (default ${DEFAULT-VALUE})")
  int connections = 10_000;

  @Option(
      names = "--vms-per-chip",
      paramLabel = "N",
      description = "guests that share a chip and its certificate (default ${DEFAULT-VALUE})")
  int vmsPerChip = 100;

  @Option(
      names = "--collateral",
      paramLabel = "STATE",
      description = {
        "certificates of the chips at power-on: held (in the database), new_tcb (all new, of chips"
            + " that are known), strangers (of chips that are not) (default ${DEFAULT-VALUE})"
      })
  Scenario.Collateral collateral = Scenario.Collateral.HELD;

  @Option(
      names = "--vendor",
      paramLabel = "N",
      description = "certificates that the vendor hands out in a second (default ${DEFAULT-VALUE})")
  double vendor = 10;

  @Option(
      names = "--vendor-latency",
      paramLabel = "MS",
      description = "how long it takes for one (default ${DEFAULT-VALUE})")
  double vendorLatency = 300;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      description = "when the model stops in any case (default ${DEFAULT-VALUE})")
  int limit = 120;

  @Option(
      names = "--back-within",
      paramLabel = "MINUTES",
      split = ",",
      description =
          "look for the fewest nodes with which all have keys by then, such as 5,15,30,60")
  List<Integer> targets = List.of();

  @Option(
      names = "--most-nodes",
      paramLabel = "N",
      description = "with --back-within: as far as is looked (default ${DEFAULT-VALUE})")
  int mostNodes = 64;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of everything that is drawn (default ${DEFAULT-VALUE})")
  long seed = 1;

  /** What cannot be used. */
  Optional<String> problem() {
    return Stream.of(
            Report.outOfRange("--band", band, 1, 1_000),
            Report.outOfRange("--guests", guests, 1, 10_000_000),
            Report.outOfRange("--spread", spread, 0, 86_400),
            Report.outOfRange("--nodes", nodes, 1, 1_000),
            Report.outOfRange("--processors", processors, 1, 256),
            Report.outOfRange("--database-processors", databaseProcessors, 1, 256),
            Report.outOfRange("--agent-deadline", agentDeadline, 1, 86_400),
            Report.outOfRange("--agent-pause", agentPause, 1, 86_400),
            Report.outOfRange("--connections", connections, 1, 1_000_000),
            Report.outOfRange("--vms-per-chip", vmsPerChip, 1, 10_000),
            Report.outOfRange("--limit", limit, 1, 1_440),
            Report.outOfRange("--most-nodes", mostNodes, 1, 128),
            negative("--round-trip", roundTrip),
            negative("--database-round-trip", databaseRoundTrip),
            negative("--evidence", evidence),
            negative("--vendor-latency", vendorLatency),
            vendor > 0 ? Optional.<String>empty() : Optional.of("--vendor is more than 0"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> negative(String option, double value) {
    return value >= 0 ? Optional.empty() : Optional.of(option + " is 0 or more");
  }

  /**
   * The file's costs with the values in their place.
   *
   * @throws IllegalArgumentException if one cannot be used; the message says which
   */
  Costs measured() {
    Costs read = Costs.read(costs);
    for (Map.Entry<String, Double> override : overrides.entrySet()) {
      Cost cost =
          Cost.of(override.getKey())
              .orElseThrow(
                  () -> new IllegalArgumentException("no cost is called " + override.getKey()));
      read = read.with(cost, override.getValue());
    }
    return read;
  }

  Scenario scenario() {
    return new Scenario(
        guests,
        spread,
        nodes,
        processors,
        databaseProcessors,
        0,
        roundTrip * MILLI,
        databaseRoundTrip * MILLI,
        evidence * MILLI,
        agentDeadline,
        agentPause,
        5,
        0,
        connections,
        Math.max(1, guests / vmsPerChip),
        collateral,
        vendor,
        vendorLatency * MILLI,
        60.0 * limit,
        false,
        seed);
  }
}
