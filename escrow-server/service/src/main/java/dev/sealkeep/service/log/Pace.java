package dev.sealkeep.service.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The least time from the begin of a transaction that had company to the next one's. A lone member
 * goes at once, and so does what follows it; under load the members of that time share one COMMIT,
 * one signature and two fsyncs, which cost the processor more than a member does. For one caller at
 * a time, but for {@link #underWay}.
 */
public final class Pace {
  private final long intervalNanos;
  private final LongSupplier nanos;
  private final Timer timer;
  private long notBefore;

  /** When the transaction that is on its way began, if one is. */
  private volatile OptionalLong begun = OptionalLong.empty();

  /** Runs work later, on any thread. */
  @FunctionalInterface
  public interface Timer {
    /** Runs {@code work} after {@code wait}. */
    void after(Duration wait, Runnable work);
  }

  /**
   * A pace by a clock and a timer of the caller's.
   *
   * @param nanos a clock like {@link System#nanoTime()}
   */
  public Pace(Duration interval, LongSupplier nanos, Timer timer) {
    this.intervalNanos = interval.toNanos();
    this.nanos = nanos;
    this.timer = timer;
    this.notBefore = nanos.getAsLong();
  }

  /** A pace by the machine's clock. */
  public static Pace of(Duration interval) {
    return new Pace(
        interval,
        System::nanoTime,
        (wait, work) ->
            CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(work));
  }

  /** Runs what begins a transaction: here and now, or when its time has come. */
  void next(Runnable work) {
    long wait = notBefore - nanos.getAsLong();
    if (wait <= 0) {
      work.run();
    } else {
      timer.after(Duration.ofNanos(wait), work);
    }
  }

  /** Notes that a transaction of so many members has begun. */
  void began(int members) {
    long now = nanos.getAsLong();
    begun = OptionalLong.of(now);
    notBefore = now + (members > 1 ? intervalNanos : 0);
  }

  /** Notes that it has ended. */
  void ended() {
    begun = OptionalLong.empty();
  }

  /** How long a transaction has been on its way; zero if none is. Any thread may ask. */
  Duration underWay() {
    OptionalLong since = begun;
    return since.isPresent()
        ? Duration.ofNanos(nanos.getAsLong() - since.getAsLong())
        : Duration.ZERO;
  }
}
