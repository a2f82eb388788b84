package dev.sealkeep.bench.releases;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** How long releases took; each writer has places of its own. */
public final class Latencies {
  private final long[] releaseNanos;
  private final long[] exchangeNanos;

  Latencies(int releases) {
    releaseNanos = new long[releases];
    exchangeNanos = new long[releases];
  }

  /**
   * Notes one.
   *
   * @param releaseNanos from sending the request with its evidence to its answer
   * @param exchangeNanos from asking for the challenge, or from connecting, to the answer
   */
  void record(int index, long releaseNanos, long exchangeNanos) {
    this.releaseNanos[index] = releaseNanos;
    this.exchangeNanos[index] = exchangeNanos;
  }

  /** How many there is room for. */
  int size() {
    return releaseNanos.length;
  }

  /** p50, p99, p999 and the longest, in milliseconds. */
  JsonObject json() {
    return new JsonObject()
        .put("release_ms", quantiles(releaseNanos))
        .put("exchange_ms", quantiles(exchangeNanos));
  }

  private static JsonObject quantiles(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new JsonObject()
        .put("p50", at(sorted, 0.5))
        .put("p99", at(sorted, 0.99))
        .put("p999", at(sorted, 0.999))
        .put("max", at(sorted, 1));
  }

  /** The smallest value that is not exceeded by that share of all. */
  private static double at(long[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Math.round(sorted[Math.max(0, index)] / 1_000.0) / 1_000.0;
  }
}
