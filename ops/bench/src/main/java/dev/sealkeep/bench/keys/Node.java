package dev.sealkeep.bench.keys;

import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.releases.Load;
import dev.sealkeep.bench.releases.ProcessAccount;
import dev.sealkeep.bench.releases.ServerProcess;
import dev.sealkeep.bench.run.Report;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node with its keys, and what its turns have cost. */
final class Node implements AutoCloseable {
  private final ServerProcess server;
  private final Load load;
  private final Optional<ProcessAccount> database;
  private final JsonObject report;
  private final List<Double> costs = new ArrayList<>();
  private final List<Double> databaseCosts = new ArrayList<>();

  private Node(
      ServerProcess server, Load load, Optional<ProcessAccount> database, JsonObject report) {
    this.server = server;
    this.load = load;
    this.database = database;
    this.report = report;
  }

  /**
   * What nodes have in common.
   *
   * @param database the database server's first process, if there is one
   */
  record Scene(Estate estate, int heapMebibytes, int clients, Optional<ProcessAccount> database) {}

  /**
   * Starts a node, has it store so many keys, and starts it anew.
   *
   * @param settings where its database is
   */
  static Node fill(Scene scene, Path folder, String settings, int keys) {
    Estate.Pins pins;
    long begun = System.nanoTime();
    try (ServerProcess first = start(scene, folder, settings)) {
      pins = scene.estate.register(first);
      Report.note("storing %,d keys".formatted(keys));
      scene.estate.addKeys(first, Estate.KEYS, keys);
    }
    double stored = seconds(begun);
    Report.note("starting the node of %,d keys".formatted(keys));
    begun = System.nanoTime();
    ServerProcess server = start(scene, folder, settings);
    JsonObject report =
        new JsonObject()
            .put("keys", keys)
            .put("seconds_until_stored", Report.rounded(stored))
            .put("seconds_until_ready", Report.rounded(seconds(begun)));
    return new Node(
        server,
        new Load(server, pins, scene.estate.machines(), scene.clients, keys),
        scene.database,
        report);
  }

  private static ServerProcess start(Scene scene, Path folder, String settings) {
    return ServerProcess.start(
        folder, scene.estate.root(), scene.heapMebibytes, List.of(), settings);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  void warmUp(int releases) {
    var _ = load.run(Load.Connection.KEPT, releases);
  }

  /** Has guests fetch so many keys, and returns the node's CPU time for each, in microseconds. */
  double turn(int releases) {
    long before = server.account().cpu().toNanos();
    long databaseBefore = databaseNanos();
    var _ = load.run(Load.Connection.KEPT, releases);
    double cost = (server.account().cpu().toNanos() - before) / 1e3 / releases;
    costs.add(cost);
    databaseCosts.add((databaseNanos() - databaseBefore) / 1e3 / releases);
    return cost;
  }

  private long databaseNanos() {
    return database.map(server -> server.cpuOfAll().toNanos()).orElse(0L);
  }

  /** What was measured. */
  JsonObject report() {
    return report
        .put("server_cpu_us_per_release", Report.rounded(Report.median(costs)))
        .put("database_cpu_us_per_release", Report.rounded(Report.median(databaseCosts)))
        .put("node_rss_peak_mib", server.account().peakResidentKibibytes() / 1_024);
  }

  @Override
  public void close() {
    load.close();
    server.close();
  }
}
