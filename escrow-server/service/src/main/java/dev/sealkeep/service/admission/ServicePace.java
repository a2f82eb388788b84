package dev.sealkeep.service.admission;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many requests are served in a second, as measured while others waited all along: at any other
 * time one would measure how many come. Counting is lock-free; {@link #watch} is for one caller at
 * a time.
 */
public final class ServicePace {
  /** What is measured at once, at least. */
  private static final long SPAN = 1_000_000_000L;

  /** A standstill is not taken for a pace: somebody has to come to learn that it is over. */
  private static final double SLOWEST_OF_FIRST = 1.0 / 16;

  private final LongSupplier nanos;
  private final double slowest;
  private final LongAdder served = new LongAdder();
  private volatile double perSecond;

  private boolean waited;
  private long since;
  private long servedThen;

  /**
   * A pace.
   *
   * @param first what is assumed until it has been measured
   * @param nanos a clock like {@link System#nanoTime()}
   */
  public ServicePace(double first, LongSupplier nanos) {
    this.nanos = nanos;
    this.slowest = first * SLOWEST_OF_FIRST;
    this.perSecond = first;
  }

  void served() {
    served.increment();
  }

  /** Notes whether anybody waits; to be called a few times a second. */
  void watch(boolean waits) {
    long now = nanos.getAsLong();
    if (!waits || !waited) {
      waited = waits;
      begin(now);
    } else if (now - since >= SPAN) {
      double measured = (served.sum() - servedThen) * 1e9 / (now - since);
      perSecond = Math.max(slowest, (perSecond + measured) / 2);
      begin(now);
    }
  }

  private void begin(long now) {
    since = now;
    servedThen = served.sum();
  }

  /** Requests in a second. */
  public double perSecond() {
    return perSecond;
  }
}
