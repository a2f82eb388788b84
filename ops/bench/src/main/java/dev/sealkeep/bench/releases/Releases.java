package dev.sealkeep.bench.releases;

import dev.sealkeep.bench.releases.Load.Connection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code ops/bench/releases}. */
@CommandLine.Command(name = "releases")
public final class Releases implements Runnable {
  @Mixin private final Options options = new Options();

  /** Runs the benchmark; exit code 2 if it is called wrongly, 1 if a release failed. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Releases())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public void run() {
    if (!options.usable()) {
      throw new IllegalArgumentException("a number is out of range");
    }
    Path folder = folder();
    try {
      System.out.println(measure(folder).encodePrettily());
    } finally {
      remove(folder);
    }
  }

  private JsonObject measure(Path folder) {
    note("making a simulated root");
    Estate estate = Estate.create();
    JsonObject report = new JsonObject();
    if (!options.withoutOpenSsl) {
      note("openssl speed ecdsap384");
      OpenSslSpeed.verifiesPerSecond()
          .ifPresentOrElse(
              speed -> report.put("openssl_p384_verifies_per_s", speed),
              () -> report.putNull("openssl_p384_verifies_per_s"));
    }
    note("starting the server");
    try (ServerProcess server = ServerProcess.start(folder, estate.root(), options);
        Load load = new Load(server, estate.register(server), estate.machines(), options.clients)) {
      Meter meter = new Meter(server, load, report.getDouble("openssl_p384_verifies_per_s"));
      for (Connection connection : options.connections()) {
        String name = connection == Connection.KEPT ? "keep_alive" : "fresh_tls";
        note(name + ": warming up");
        JsonObject warmup = meter.measure(connection, options.warmup);
        note(name + ": measuring");
        report.put(name, meter.measure(connection, options.releases).put("warmup", warmup));
      }
      return report
          .put("clients", options.clients)
          .put("processors", Runtime.getRuntime().availableProcessors())
          .put("answers_checked_in_full", load.checked())
          .put("log_size", (long) meter.scrape().sum("sealkeep_log_size"))
          .put("server", meter.memory(options.heapMebibytes));
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sealkeep-bench-");
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
        Duration.ofMillis(java.lang.management.ManagementFactory.getRuntimeMXBean().getUptime())
                .toMillis()
            / 1000.0,
        step);
  }
}
