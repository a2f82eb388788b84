package dev.sealkeep.bench.releases;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.bench.releases.Load.Connection;
import dev.sealkeep.bench.run.Report;
import dev.sealkeep.bench.run.ScratchFolder;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ops/bench/releases}. */
@CommandLine.Command(name = "releases")
public final class Releases implements Runnable {
  @Mixin private final Options options = new Options();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the benchmark; exit code 2 if it is called wrongly, 1 if a release failed. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Releases())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public void run() {
    options
        .problem()
        .ifPresent(
            problem -> {
              throw new CommandLine.ParameterException(spec.commandLine(), problem);
            });
    try (ScratchFolder scratch = ScratchFolder.create("sealkeep-bench-")) {
      System.out.println(measure(scratch.path()).encodePrettily());
    }
  }

  private JsonObject measure(Path folder) {
    Report.note("making a simulated root");
    Estate estate = Estate.create();
    JsonObject report = new JsonObject();
    if (!options.withoutOpenSsl) {
      Report.note("openssl speed ecdsap384");
      report.put("openssl_p384_verifies_per_s", Openssl.verifications().orElse(null));
    }
    Report.note("starting the server");
    Map<Connection, Span> spans = new EnumMap<>(Connection.class);
    ServerProcess server = ServerProcess.start(folder, estate.root(), options);
    try (server;
        Load load = new Load(server, estate.register(server), estate.machines(), options.clients)) {
      Meter meter = new Meter(server, load, report.getDouble("openssl_p384_verifies_per_s"));
      for (Connection connection : options.connections()) {
        Report.note(name(connection) + ": warming up");
        JsonObject warmup = meter.measure(connection, options.warmup);
        Report.note(name(connection) + ": measuring");
        Instant from = Instant.now();
        JsonObject measured = meter.measure(connection, options.releases);
        spans.put(connection, new Span(from, Instant.now()));
        report.put(name(connection), measured.put("warmup", warmup));
      }
      report
          .put("clients", options.clients)
          .put("processors", Runtime.getRuntime().availableProcessors())
          .put("answers_checked_in_full", load.checked())
          .put("log_size", (long) meter.scrape().sum("sealkeep_log_size"))
          .put("server", meter.memory(options.heapMebibytes));
    }
    if (options.profile) {
      spans.forEach(
          (connection, span) ->
              report
                  .getJsonObject(name(connection))
                  .put(
                      "cpu_share_percent",
                      Profile.shares(server.recording(), span.from(), span.to())));
    }
    return report;
  }

  private record Span(Instant from, Instant to) {}

  private static String name(Connection connection) {
    return switch (connection) {
      case KEPT -> "keep_alive";
      case FRESH -> "fresh_tls";
    };
  }
}
