package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.bench.releases.Estate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    Path folder = folder();
    try {
      JsonObject report = measure(folder);
      System.out.println(report.encodePrettily());
      return report.getInteger("lost") == 0 ? 0 : 1;
    } finally {
      remove(folder);
    }
  }

  private JsonObject measure(Path folder) throws InterruptedException {
    note("making a simulated root");
    Estate estate = Estate.create();
    note("openssl speed ecdsap384");
    Optional<Double> openssl = Openssl.verifications();
    note("starting " + options.nodes + (options.nodes == 1 ? " node" : " nodes"));
    try (Nodes nodes = Nodes.start(folder, estate.root(), options);
        Storm storm =
            new Storm(
                nodes.servers(),
                estate.register(nodes.servers().getFirst()),
                estate.machines(),
                options.sockets)) {
      if (options.warmup > 0) {
        note("warming up with " + options.warmup + " guests");
        storm.run(options.warmup, Duration.ofSeconds(options.limitSeconds));
      }
      note(options.guests + " guests boot");
      double before = nodes.cpuSeconds();
      Tally tally = storm.run(options.guests, Duration.ofSeconds(options.limitSeconds));
      double cpu = nodes.cpuSeconds() - before;
      note("done");
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
            .put("seconds_until_all_have_keys", rounded(tally.seconds()))
            .put("releases_per_s", rounded(perSecond))
            .put("server_cpu_us_per_release", rounded(micros));
    openssl.ifPresent(
        verifies ->
            report
                .put("openssl_p384_verifies_per_s", verifies)
                .put("releases_per_openssl_verify", rounded(perSecond / verifies))
                .put("server_cpu_per_openssl_verify", rounded(micros * verifies / 1e6)));
    return report
        .mergeIn(tally.json())
        .put("sockets", options.sockets)
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("node_rss_peak_mib", residentMebibytes);
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", value));
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sealkeep-storm-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void note(String step) {
    System.err.printf(
        Locale.ROOT,
        "%6.1f s  %s%n",
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
        step);
  }
}
