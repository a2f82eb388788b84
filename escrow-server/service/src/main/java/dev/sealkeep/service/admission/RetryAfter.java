package dev.sealkeep.service.admission;

import dev.sealkeep.service.http.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When whoever is refused should come back. Each refusal takes the next place in a line of returns
 * that moves at the pace at which the server serves, so that thousands who are refused in one
 * moment come back spread over the time that it takes to serve them; a random part on top keeps
 * apart those that several nodes refused alike. Lock-free.
 */
public final class RetryAfter {
  /**
   * The longest wait that is asked for. A guest gives up when a wait would outlast its deadline, a
   * minute by default, so a longer one would be a refusal for good.
   */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** The line's length; the longest wait less the random part of a quarter. */
  private static final Duration LINE = Duration.ofSeconds(24);

  private static final Duration LEAST_SPREAD = Duration.ofSeconds(4);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ServicePace pace;
  private final LongSupplier nanos;
  private final DoubleSupplier random;
  private final AtomicLong last;

  /**
   * A line of returns.
   *
   * @param pace its pace
   * @param nanos a clock like {@link System#nanoTime()}
   * @param random uniform in [0, 1)
   */
  public RetryAfter(ServicePace pace, LongSupplier nanos, DoubleSupplier random) {
    this.pace = pace;
    this.nanos = nanos;
    this.random = random;
    this.last = new AtomicLong(nanos.getAsLong());
  }

  /** The wait of the next refusal, in whole seconds from 1 to {@link #LONGEST}. */
  public int seconds() {
    long now = nanos.getAsLong();
    long spacing = (long) (SECOND / pace.perSecond());
    long wait = last.accumulateAndGet(now, (previous, at) -> next(previous, at, spacing)) - now;
    // Whoever finds the line at its full length comes back anywhere in its second half or later.
    boolean full = wait >= LINE.toNanos();
    long from = full ? wait / 2 : wait;
    long spread = full ? LONGEST.toNanos() - from : Math.max(LEAST_SPREAD.toNanos(), wait / 4);
    return 1 + (int) ((from + (long) (random.getAsDouble() * spread)) / SECOND);
  }

  private static long next(long previous, long now, long spacing) {
    long place = (previous - now > 0 ? previous : now) + spacing;
    return place - now > LINE.toNanos() ? now + LINE.toNanos() : place;
  }

  /** The problem that sheds load. */
  public Problem overloaded() {
    return Problem.of(Problem.Kind.OVERLOADED, "Too many requests wait; try again later.")
        .withRetryAfter(seconds());
  }
}
