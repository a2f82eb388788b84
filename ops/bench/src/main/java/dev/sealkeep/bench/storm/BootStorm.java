package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.cost.Account;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.run.Report;
import dev.sealkeep.bench.run.ScratchFolder;
import dev.sealkeep.simulator.SnpGuest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ops/bench/boot-storm}. */
@CommandLine.Command(name = "boot-storm")
public final class BootStorm implements Callable<Integer> {
  @Mixin private final StormOptions options = new StormOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the storm; exit code 2 if it is called wrongly, 1 if a guest got no key. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BootStorm()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    options
        .problem()
        .ifPresent(
            problem -> {
              throw new CommandLine.ParameterException(spec.commandLine(), problem);
            });
    try (ScratchFolder scratch = ScratchFolder.create("sealkeep-storm-")) {
      JsonObject report = measure(scratch.path());
      System.out.println(report.encodePrettily());
      return report.getInteger("lost") == 0 ? 0 : 1;
    }
  }

  private JsonObject measure(Path folder) throws InterruptedException {
    Report.note("making a simulated root");
    Estate estate = Estate.create();
    Report.note("openssl speed ecdsap384");
    Optional<Double> openssl = Openssl.verifications();
    Report.note("starting " + options.nodes + (options.nodes == 1 ? " node" : " nodes"));
    try (Nodes nodes = Nodes.start(folder, estate.root(), options)) {
      Estate.Pins pins = estate.register(nodes.servers().getFirst(), options.setRows);
      List<SnpGuest> machines = estate.machines();
      try (Storm storm = new Storm(nodes.servers(), pins, machines, options.sockets);
          Accounts accounts = new Accounts(nodes, pins, machines)) {
        if (options.warmup > 0) {
          Report.note("warming up with " + options.warmup + " guests");
          storm.run(options.warmup, Duration.ofSeconds(options.limitSeconds));
        }
        Optional<Costs> costs = measured(accounts, folder);
        Report.note(options.guests + " guests boot");
        Account before = accounts.now();
        Tally tally = storm.run(options.guests, Duration.ofSeconds(options.limitSeconds));
        Account used = accounts.now().since(before);
        costs.ifPresent(first -> write(first, measured(accounts, folder), tally, used));
        // The machine may have become another one meanwhile.
        Report.note("openssl speed ecdsap384 again");
        Optional<Double> after = Openssl.verifications();
        Optional<Double> mean = openssl.flatMap(one -> after.map(other -> (one + other) / 2));
        JsonObject report = report(tally, used, mean, nodes.peakResidentMebibytes());
        if (options.latencyRounds > 0) {
          Duration limit = Duration.ofSeconds(options.limitSeconds);
          report.put(
              "latency",
              new Steady(storm, report.getDouble("releases_per_s"), limit)
                  .measure(options.latencyRounds));
        }
        Report.note("done");
        return report;
      }
    }
  }

  private Optional<Costs> measured(Accounts accounts, Path folder) {
    return options.costs == null
        ? Optional.empty()
        : Optional.of(accounts.measure(folder, options.rounds));
  }

  /** Writes the costs' means, and what came of the storm between the two measurements. */
  private void write(Costs before, Optional<Costs> after, Tally tally, Account used) {
    Map<String, Double> figures = new TreeMap<>();
    figures.put("guests", (double) options.guests);
    figures.put("nodes", (double) options.nodes);
    figures.put("sqlite", options.sqlite ? 1.0 : 0);
    figures.put("sockets", (double) options.sockets);
    // What others on the machine left: what was used here, and what nobody used.
    double left = used.nodes() + used.database() + used.guests() + used.idle();
    figures.put(
        "processors", Math.min(Runtime.getRuntime().availableProcessors(), left / tally.seconds()));
    figures.put("threads", (double) Runtime.getRuntime().availableProcessors());
    figures.put("seconds", tally.seconds());
    figures.put("median-seconds", tally.secondsUntil(0.5));
    figures.put("setbacks", (double) tally.setbacks());
    figures.put("commits", used.commits());
    figures.put("members", used.members());
    figures.put("nodes-cpu-seconds", used.nodes());
    figures.put("database-cpu-seconds", used.database());
    figures.put("guests-cpu-seconds", used.guests());
    Costs costs = after.map(before::mean).orElse(before).withStorm(figures);
    try {
      Path _ =
          Files.writeString(
              Objects.requireNonNull(options.costs), costs.text(options.commandLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject report(
      Tally tally, Account used, Optional<Double> openssl, long residentMebibytes) {
    int released = Math.max(1, tally.released());
    double perSecond = released / Math.max(0.001, tally.seconds());
    double micros = used.nodes() * 1e6 / released;
    JsonObject report =
        new JsonObject()
            .put("guests", options.guests)
            .put("nodes", options.nodes)
            .put("database", options.sqlite ? "sqlite" : "postgresql")
            .put("set_rows", options.setRows)
            .put("seconds_until_all_have_keys", Report.rounded(tally.seconds()))
            .put("releases_per_s", Report.rounded(perSecond))
            .put("server_cpu_us_per_release", Report.rounded(micros))
            .put("database_cpu_us_per_release", Report.rounded(used.database() * 1e6 / released))
            .put("guests_cpu_us_per_release", Report.rounded(used.guests() * 1e6 / released))
            .put("commits", (long) used.commits())
            .put("members_per_commit", Report.rounded(used.members() / used.commits()))
            .put("commit_ms", Report.rounded(1e3 * used.committing() / used.commits()));
    openssl.ifPresent(
        verifies ->
            report
                .put("openssl_p384_verifies_per_s", verifies)
                .put("releases_per_openssl_verify", Report.rounded(perSecond / verifies))
                .put("server_cpu_per_openssl_verify", Report.rounded(micros * verifies / 1e6)));
    return report
        .mergeIn(tally.json())
        .put("sockets", options.sockets)
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("node_rss_peak_mib", residentMebibytes);
  }
}
