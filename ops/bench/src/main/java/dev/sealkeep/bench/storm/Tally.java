package dev.sealkeep.bench.storm;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What became of the guests of one storm. Safe for many threads. */
final class Tally {
  private static final int TIMELINE_STEPS = 10;

  private final long[] keyNanos;
  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Map<String, LongAdder> setbacks = new ConcurrentSkipListMap<>();

  Tally(int guests) {
    keyNanos = new long[guests];
  }

  /** A guest has its key, so long after it began to boot. */
  void released(long nanos) {
    keyNanos[released.getAndIncrement()] = nanos;
  }

  /** A guest has given up. */
  void lost() {
    lost.incrementAndGet();
  }

  /** An attempt failed, in a few words. */
  void setback(String how) {
    setbacks.computeIfAbsent(how, key -> new LongAdder()).increment();
  }

  int released() {
    return released.get();
  }

  int lostGuests() {
    return lost.get();
  }

  /** When the last key was had, in seconds. */
  double seconds() {
    return secondsUntil(1);
  }

  /** When that share of the guests that have a key had it, in seconds. */
  double secondsUntil(double share) {
    return at(sorted(), share) / 1_000;
  }

  /** Attempts that failed. */
  long setbacks() {
    return setbacks.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private long[] sorted() {
    long[] sorted = Arrays.copyOf(keyNanos, released.get());
    Arrays.sort(sorted);
    return sorted;
  }

  /** Times to key in milliseconds, how the storm went by tenths, and what got in the way. */
  JsonObject json() {
    long[] sorted = sorted();
    JsonObject timeline = new JsonObject();
    for (int step = 1; step <= TIMELINE_STEPS; step++) {
      timeline.put(100 * step / TIMELINE_STEPS + "%", at(sorted, (double) step / TIMELINE_STEPS));
    }
    return new JsonObject()
        .put("released", released.get())
        .put("lost", lost.get())
        .put(
            "time_to_key_ms",
            new JsonObject()
                .put("p50", at(sorted, 0.5))
                .put("p99", at(sorted, 0.99))
                .put("p999", at(sorted, 0.999))
                .put("max", at(sorted, 1)))
        .put("share_with_key_after_ms", timeline)
        .put("setbacks", new JsonObject(new TreeMap<>(setbacks)));
  }

  /** The smallest value that is not exceeded by that share of all, in milliseconds. */
  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Math.round(sorted[Math.max(0, index)] / 1_000.0) / 1_000.0;
  }
}
