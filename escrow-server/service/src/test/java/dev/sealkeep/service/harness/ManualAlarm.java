package dev.sealkeep.service.harness;

import dev.sealkeep.service.collateral.vendor.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Alarms that go off when the clock is moved through this, in order, on the moving thread. */
public final class ManualAlarm implements Alarm {
  private final ManualClock clock;
  private final PriorityQueue<Set> sets =
      new PriorityQueue<>(Comparator.comparing(Set::at).thenComparingLong(Set::number));
  private long number;

  private record Set(Instant at, long number, Runnable task) {}

  /** Alarms of {@code clock}. */
  public ManualAlarm(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void after(Duration delay, Runnable task) {
    sets.add(new Set(clock.instant().plus(delay), number++, task));
    notifyAll();
  }

  /** How long from now each alarm is set, the earliest first. */
  public synchronized List<Duration> pending() {
    Instant now = clock.instant();
    return sets.stream().map(set -> Duration.between(now, set.at())).sorted().toList();
  }

  /** Waits until so many alarms are set. */
  public synchronized void awaitPending(int count) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (sets.size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException(sets.size() + " alarms are set, not " + count);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Moves the clock, stopping at each alarm on the way; never back, to one that is overdue. */
  public void move(Duration by) {
    Instant end = clock.instant().plus(by.isNegative() ? Duration.ZERO : by);
    for (Optional<Set> next = due(end); next.isPresent(); next = due(end)) {
      Duration ahead = Duration.between(clock.instant(), next.get().at());
      clock.move(ahead.isNegative() ? Duration.ZERO : ahead);
      next.get().task().run();
    }
    clock.move(Duration.between(clock.instant(), end));
  }

  private synchronized Optional<Set> due(Instant end) {
    return sets.isEmpty() || sets.element().at().isAfter(end)
        ? Optional.empty()
        : Optional.of(sets.remove());
  }
}
