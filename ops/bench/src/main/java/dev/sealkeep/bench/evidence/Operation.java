package dev.sealkeep.bench.evidence;

import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What is measured, in the order of a round. */
enum Operation {
  /** Bytes to a report. */
  PARSE("parse"),
  /** The signature alone. */
  BARE_VERIFY("bareVerify"),
  /** Evidence to claims, its chain seen before. */
  VERIFY_CACHED("verifyCached"),
  /** Evidence to claims by a verifier that never saw anything. */
  VERIFY_UNCACHED("verifyUncached");

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final String method;

  Operation(String method) {
    this.method = method;
  }

  /** The pattern that selects this benchmark alone. */
  String pattern() {
    return "^" + EvidenceBenchmarks.class.getName().replace(".", "\\.") + "\\." + method + "$";
  }

  /** What a fork measured of it. */
  static Cost cost(RunResult result) {
    Result<?> allocated =
        Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION), ALLOCATION);
    return new Cost(
        result.getPrimaryResult().getStatistics().getPercentile(50), allocated.getScore());
  }

  /**
   * The cost of one operation in one fork.
   *
   * @param micros microseconds: the median, which a busy machine's pauses leave alone
   * @param bytes bytes allocated: the mean
   */
  record Cost(double micros, double bytes) {}
}
