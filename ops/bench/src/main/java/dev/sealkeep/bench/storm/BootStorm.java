package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.run.Report;
import dev.sealkeep.bench.run.ScratchFolder;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
    try (Nodes nodes = Nodes.start(folder, estate.root(), options);
        Storm storm =
            new Storm(
                nodes.servers(),
                estate.register(nodes.servers().getFirst()),
                estate.machines(),
                options.sockets)) {
      if (options.warmup > 0) {
        Report.note("warming up with " + options.warmup + " guests");
        storm.run(options.warmup, Duration.ofSeconds(options.limitSeconds));
      }
      Report.note(options.guests + " guests boot");
      double before = nodes.cpuSeconds();
      Tally tally = storm.run(options.guests, Duration.ofSeconds(options.limitSeconds));
      double cpu = nodes.cpuSeconds() - before;
      Report.note("done");
      return report(tally, cpu, openssl, nodes.peakResidentMebibytes());
    }
  }

  private JsonObject report(
      Tally tally, double cpuSeconds, Optional<Double> openssl, long residentMebibytes) {
    int released = Math.max(1, tally.released());
    double perSecond = released / Math.max(0.001, tally.seconds());
    double micros = cpuSeconds * 1e6 / released;
    JsonObject report =
        new JsonObject()
            .put("guests", options.guests)
            .put("nodes", options.nodes)
            .put("database", options.sqlite ? "sqlite" : "postgresql")
            .put("seconds_until_all_have_keys", Report.rounded(tally.seconds()))
            .put("releases_per_s", Report.rounded(perSecond))
            .put("server_cpu_us_per_release", Report.rounded(micros));
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
