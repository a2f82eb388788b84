package dev.sealkeep.service.fault;

import dev.sealkeep.service.fault.check.Finding;
import dev.sealkeep.service.fault.check.KeysAreKept;
import dev.sealkeep.service.fault.check.Property;
import dev.sealkeep.service.fault.client.Users;
import dev.sealkeep.service.fault.history.Call;
import dev.sealkeep.service.fault.history.FinalLog;
import dev.sealkeep.service.fault.history.History;
import dev.sealkeep.service.fault.inject.Episode;
import dev.sealkeep.service.fault.inject.Schedule;
import dev.sealkeep.service.fault.network.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Faults under load for a while; then everything that was answered is checked. */
final class Campaign {
  /** How soon after the last fault every node has to release again, with nobody's help. */
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);

  private static final Duration WARM = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Settings settings;
  private final Cluster cluster;
  private final Consumer<String> progress;
  private final History history = new History();
  private final Tally tally = new Tally();
  private final List<Finding> findings = new ArrayList<>();
  private final long start = System.nanoTime();

  /** A campaign on a cluster that nobody else uses. */
  Campaign(Settings settings, Cluster cluster, Consumer<String> progress) {
    this.settings = settings;
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param summary a line each
   * @param findings what was broken
   * @param vacuous why nothing follows from it
   * @param calls all that was asked and answered
   */
  record Outcome(
      List<String> summary, List<Finding> findings, List<String> vacuous, List<Call> calls) {
    Outcome {
      summary = List.copyOf(summary);
      findings = List.copyOf(findings);
      vacuous = List.copyOf(vacuous);
      calls = List.copyOf(calls);
    }
  }

  Outcome run() {
    Random random = new Random(settings.seed());
    try (Users users = new Users(cluster::http, Cluster.NODES, cluster.token(), history, random)) {
      users.begin();
      rest(WARM);
      faults();
      String recovery = recover(users);
      for (Throwable unexpected : users.end()) {
        findings.add(new Finding("WrongAnswer", unexpected.toString()));
      }
      int reader = readyNode();
      progress.accept(at() + "asking for every key once more at node " + reader);
      long settled = System.nanoTime();
      users.askForEverything(reader);
      FinalLog log = read(users);
      List<Call> calls = history.calls();
      progress.accept(at() + "checking %d calls".formatted(calls.size()));
      for (Property property : Property.all()) {
        findings.addAll(property.check(calls, log));
      }
      findings.addAll(new KeysAreKept(settled).check(calls, log));
      List<String> summary = new ArrayList<>(tally.lines(calls));
      summary.add(recovery);
      summary.add(
          "the log has %d entries; nodes were started %s times and ended by themselves with %s"
              .formatted(log.leaves().size(), each(one -> cluster.member(one).starts()), exits()));
      return new Outcome(summary, findings, tally.vacuous(calls), calls);
    }
  }

  private String each(java.util.function.IntFunction<Object> what) {
    return nodes().stream().map(one -> what.apply(one).toString()).collect(Collectors.joining("/"));
  }

  private String exits() {
    return each(one -> cluster.member(one).exits());
  }

  private static List<Integer> nodes() {
    return IntStream.rangeClosed(1, Cluster.NODES).boxed().toList();
  }

  private String at() {
    return "%7.1f s  ".formatted((System.nanoTime() - start) / 1e9);
  }

  private void faults() {
    Schedule schedule = new Schedule(cluster, settings.seed(), settings.brief());
    long deadline = System.nanoTime() + settings.lasting().toNanos();
    while (System.nanoTime() < deadline) {
      Episode episode = schedule.next();
      List<Episode.Chosen> faults = episode.faults();
      progress.accept(
          at()
              + faults.stream().map(one -> one.fault().name()).collect(Collectors.joining("; and "))
              + " (%.1f s)".formatted(episode.lasting().toMillis() / 1e3));
      List<Long> began = new ArrayList<>();
      for (Episode.Chosen one : faults) {
        one.fault().begin();
        began.add(System.nanoTime());
      }
      rest(episode.lasting());
      for (int i = faults.size() - 1; i >= 0; i--) {
        long lifting = System.nanoTime();
        faults.get(i).fault().lift();
        tally.fault(faults.get(i).kind(), faults.get(i).fault().felt(), began.get(i), lifting);
      }
      rest(episode.calm());
    }
  }

  /** Waits until every node is ready and releases; says how long that took. */
  private String recover(Users users) {
    long lifted = System.nanoTime();
    progress.accept(at() + "every fault is lifted");
    List<Integer> waiting = new ArrayList<>(nodes());
    while (!waiting.isEmpty() && System.nanoTime() - lifted < RECOVERY_LIMIT.toNanos()) {
      waiting.removeIf(node -> cluster.isReady(node) && users.releases(node));
      rest(POLL);
    }
    String took = "%.1f s".formatted((System.nanoTime() - lifted) / 1e9);
    for (int node : waiting) {
      findings.add(
          new Finding(
              "Availability",
              "node %d does not release %s after the last fault".formatted(node, took)));
    }
    return waiting.isEmpty()
        ? "every node released again %s after the last fault".formatted(took)
        : "nodes %s did not release again within %s".formatted(waiting, took);
  }

  private int readyNode() {
    return nodes().stream().filter(cluster::isReady).findFirst().orElse(1);
  }

  /**
   * A public checkpoint is up to a minute old, but for that of a node that has just started; and
   * what a node reads when it starts is what there is. A node that does not start is a finding, and
   * the next one is asked.
   */
  private FinalLog read(Users users) {
    for (int node : nodes().reversed()) {
      cluster.member(node).kill();
      cluster.member(node).start();
      long deadline = System.nanoTime() + RECOVERY_LIMIT.toNanos();
      while (!cluster.isReady(node) && System.nanoTime() < deadline) {
        rest(POLL);
      }
      if (cluster.isReady(node)) {
        return users.log(node);
      }
      findings.add(new Finding("Availability", "node " + node + " does not start again"));
    }
    throw new IllegalStateException("no node starts again to read the log from");
  }

  private static void rest(Duration time) {
    try {
      boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
