package dev.sealkeep.bench.releases;

import dev.sealkeep.bench.releases.Load.Connection;
import dev.sealkeep.bench.run.Report;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Runs a load and holds what it cost the server against the reference. */
final class Meter {
  private final ServerProcess server;
  private final Load load;
  private final @Nullable Double referencePerSecond;

  /**
   * A meter of {@code server}.
   *
   * @param referencePerSecond P-384 verifications a second of the reference, on one core
   */
  Meter(ServerProcess server, Load load, @Nullable Double referencePerSecond) {
    this.server = server;
    this.load = load;
    this.referencePerSecond = referencePerSecond;
  }

  /** So many releases, and what they cost. */
  JsonObject measure(Connection connection, int releases) {
    Scrape before = scrape();
    long cpu = server.account().cpu().toNanos();
    long start = System.nanoTime();
    Latencies latencies = load.run(connection, releases);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuMicros = (server.account().cpu().toNanos() - cpu) / 1e3 / releases;
    Scrape after = scrape();
    double perSecond = releases / seconds;
    JsonObject report =
        new JsonObject()
            .put("releases", releases)
            .put("releases_per_s", Report.rounded(perSecond))
            .put("server_cpu_us_per_release", Report.rounded(cpuMicros));
    if (referencePerSecond != null) {
      report
          .put("releases_per_openssl_verify", Report.rounded(perSecond / referencePerSecond))
          .put(
              "server_cpu_per_openssl_verify",
              Report.rounded(cpuMicros * referencePerSecond / 1e6));
    }
    return report
        .mergeIn(latencies.json())
        .put("commit_batch", batches(before, after))
        .put("stage_us", stages(before, after));
  }

  private static JsonObject batches(Scrape before, Scrape after) {
    double count =
        after.value("sealkeep_commit_batch_count") - before.value("sealkeep_commit_batch_count");
    double sum =
        after.value("sealkeep_commit_batch_sum") - before.value("sealkeep_commit_batch_sum");
    return new JsonObject()
        .put("commits", (long) count)
        .put("mean", Report.rounded(sum / Math.max(1, count)))
        .put("max", (long) after.value("sealkeep_commit_batch_max"));
  }

  /** Mean wall time of each stage. */
  private static JsonObject stages(Scrape before, Scrape after) {
    JsonObject stages = new JsonObject();
    for (String stage : new String[] {"verify", "evaluate", "seal", "commit"}) {
      String name = "sealkeep_release_stage_seconds_%s{stage=\"" + stage + "\"}";
      double seconds = difference(name.formatted("sum"), before, after);
      double count = difference(name.formatted("count"), before, after);
      stages.put(stage, Report.rounded(1e6 * seconds / Math.max(1, count)));
    }
    return stages;
  }

  private static double difference(String name, Scrape before, Scrape after) {
    return after.value(name) - before.value(name);
  }

  /** What the server used at most. */
  JsonObject memory(int heapMebibytes) {
    return new JsonObject()
        .put("heap_limit_mib", heapMebibytes)
        .put("heap_peak_mib", server.peakHeapMebibytes())
        .put("rss_peak_mib", server.account().peakResidentKibibytes() / 1024);
  }

  Scrape scrape() {
    return load.scrape();
  }
}
