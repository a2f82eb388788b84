package dev.sealkeep.bench.policy;

import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The cost of one operation.
 *
 * @param operation such as {@code evaluate permit}
 * @param nanos nanoseconds: the median of the iterations of all forks, which a busy machine's
 *     pauses leave alone
 * @param bytes bytes allocated: the mean
 */
record Cost(String operation, double nanos, double bytes) {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** What the forks measured of a method of {@link PolicyBenchmarks}. */
  static Cost of(String method, RunResult result) {
    Result<?> allocated =
        Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION), ALLOCATION);
    return new Cost(
        method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
        result.getPrimaryResult().getStatistics().getPercentile(50),
        allocated.getScore());
  }
}
