package dev.sealkeep.bench.releases;

import dev.sealkeep.bench.run.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What one run measures. */
@Command(
    name = "ops/bench/releases",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Start a server on loopback in a process of its own, with a data directory of its own under"
          + " TMPDIR, and have simulated guests fetch keys: over connections that are kept, then"
          + " over a fresh TLS connection for each release. Prints JSON on standard output and"
          + " progress on standard error."
    })
final class Options {
  @Option(
      names = "--releases",
      paramLabel = "N",
      description = "releases that are measured, each way (default ${DEFAULT-VALUE})")
  int releases = 20_000;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "releases before them that are reported apart (default ${DEFAULT-VALUE})")
  int warmup = 20_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "guests at the same time, at most 200 (default ${DEFAULT-VALUE})")
  int clients = 32;

  @Option(
      names = "--only",
      paramLabel = "WAY",
      description = "connect in one way alone: kept or fresh")
  Optional<Load.Connection> only = Optional.empty();

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      description = "the server's maximum heap (default ${DEFAULT-VALUE})")
  int heapMebibytes = 512;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = {
        "for the server's Java; repeatable, such as"
            + " -XX:StartFlightRecording=filename=/tmp/releases.jfr"
      })
  List<String> serverOptions = new ArrayList<>();

  @Option(
      names = "--profile",
      description = "also say in which step the server's time goes, from a flight recording")
  boolean profile;

  @Option(names = "--no-openssl", description = "do not run `openssl speed`")
  boolean withoutOpenSsl;

  /** The ways of connecting to measure. */
  List<Load.Connection> connections() {
    return only.map(List::of).orElse(List.of(Load.Connection.values()));
  }

  /** What cannot be used; load is bounded, whatever is asked for. */
  Optional<String> problem() {
    return Stream.of(
            Report.outOfRange("--releases", releases, 1, 10_000_000),
            Report.outOfRange("--warmup", warmup, 1, 10_000_000),
            Report.outOfRange("--clients", clients, 1, 200),
            Report.outOfRange("--heap", heapMebibytes, 1, 65_536))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
