package dev.sealkeep.service.fault;

import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.network.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command {@code ops/fault-test/cluster}. */
public final class ClusterFaults {
  private static final int MOST_FINDINGS = 20;
  private static final int VACUOUS = 3;
  private static final int UNFINISHED = 4;

  private static final String USAGE =
      """
      Usage: ops/fault-test/cluster [--minutes N | --long | --short] [--seed N] [--bug NAME]

      Runs three nodes and a PostgreSQL server in network namespaces, breaks network, processes,
      clocks and database under load, and checks in the end, by what clients were answered and by
      the public log:
        nothing is released under what was revoked, by the log's order and by the clients' clock;
        what was asked for after an answer stands after it in the log;
        a challenge releases at most once;
        every release that was answered is in the log where its receipt says;
        every checkpoint that was answered is of the log;
        each tenant is shown every entry of its own;
        every acknowledged key is released as its owner sent it;
        every node releases again within two minutes of the last fault, with nobody's help.

        --minutes N   how long there are faults (default: 10)
        --long        an hour of them
        --short       some seconds of brief ones
        --seed N      decides the faults, and what users do as far as threads allow (default:
                      random, and printed)
        --bug NAME    seeds a bug into the nodes, to see it found; see ops/fault-test/README.md

      Exit codes:
        0   every promise was kept
        1   a promise was broken; the nodes' data and logs and the history are left for inspection
        2   the command line cannot be used, or no namespaces can be made here
        3   the run says nothing: too little happened
        4   the run could not go on; the nodes' data and logs are left for inspection
      """;

  private ClusterFaults() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.print(USAGE);
      return;
    }
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("ops/fault-test/cluster: " + e.getMessage() + ". See --help.");
      System.exit(2);
      return;
    }
    Optional<String> inside = Optional.ofNullable(System.getProperty(Enclosure.DIRECTORY));
    System.exit(
        inside.isPresent()
            ? run(settings, Path.of(inside.get()), System.out)
            : enclose(settings, System.out));
  }

  private static int enclose(Settings settings, PrintStream out) throws IOException {
    if (!Enclosure.possible()) {
      System.err.println(
          "ops/fault-test/cluster: cannot make network namespaces here: needs iproute2, and root or"
              + " a kernel that lets anybody make user namespaces.");
      return 2;
    }
    Path directory = Files.createTempDirectory("sealkeep-cluster");
    out.println("seed " + settings.seed());
    int code = await(Enclosure.start(root(), directory, settings.arguments()));
    if (code == 0 || code == VACUOUS) {
      delete(directory);
    } else {
      out.println("the nodes' data and logs and the history are in " + directory);
    }
    return code;
  }

  static Path root() {
    return Path.of(System.getProperty("sealkeep.root", "")).toAbsolutePath();
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int run(Settings settings, Path directory, PrintStream out) throws IOException {
    List<Path> bug =
        settings.bug().map(one -> one.compile(root(), made(directory.resolve("bug")))).stream()
            .toList();
    settings.bug().ifPresent(one -> out.println("seeded bug: " + one.word()));
    Optional<Path> clock = Enclosure.clockLibrary();
    if (clock.isEmpty()) {
      out.println("there is no gcc: no clock is skewed");
    }
    Campaign.Outcome outcome;
    try (Cluster cluster =
        new Cluster(new Cluster.Plan(directory, clock, Enclosure.databaseClock(), bug))) {
      outcome = new Campaign(settings, cluster, out::println).run();
    } catch (RuntimeException | AssertionError e) {
      out.println("SAYS NOTHING: the run could not go on");
      e.printStackTrace(out);
      return UNFINISHED;
    }
    outcome.summary().forEach(out::println);
    outcome.vacuous().forEach(reason -> out.println("SAYS NOTHING: " + reason));
    outcome.findings().stream().limit(MOST_FINDINGS).forEach(one -> out.println("BROKEN: " + one));
    if (!outcome.findings().isEmpty()) {
      out.println(outcome.findings().size() + " findings");
      Files.write(
          directory.resolve("findings.txt"),
          outcome.findings().stream().map(Object::toString).toList());
      Files.write(
          directory.resolve("history.txt"),
          outcome.calls().stream()
              .sorted(Comparator.comparingLong(Call::started))
              .map(Call::toString)
              .toList());
      return 1;
    }
    if (!outcome.vacuous().isEmpty()) {
      return VACUOUS;
    }
    out.println("every promise was kept");
    return 0;
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
