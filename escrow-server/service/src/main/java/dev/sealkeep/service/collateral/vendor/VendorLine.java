package dev.sealkeep.service.collateral.vendor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The line before one vendor. A few requests are on their way at a time, at the vendor's pace; the
 * others wait for their turn, so that a region whose chips all have new certificates gets them as
 * fast as the vendor gives them. Thread-safe; never blocks.
 */
final class VendorLine {
  static final int LONGEST = 10_000;

  private final VendorRest rest;
  private final Alarm alarm;
  private final InstantSource clock;
  private final VendorPace pace = new VendorPace();
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int onTheWay;
  private boolean advancing;
  private boolean woken;

  private record Turn(Runnable request, BooleanSupplier needless) {}

  VendorLine(VendorRest rest, Alarm alarm, InstantSource clock) {
    this.rest = rest;
    this.alarm = alarm;
    this.clock = clock;
  }

  /**
   * Runs {@code request} when its turn comes, perhaps at once; it must not throw, and must call
   * {@link #ended} once. A turn that is needless by then, as every turn is while the vendor rests,
   * comes at once, and the vendor must not be asked. False if too many wait.
   *
   * @param first whether it goes before all others
   */
  boolean join(Runnable request, BooleanSupplier needless, boolean first) {
    Turn turn = new Turn(request, needless);
    synchronized (this) {
      if (waiting.size() >= LONGEST) {
        return false;
      }
      if (first) {
        waiting.addFirst(turn);
      } else {
        waiting.addLast(turn);
      }
    }
    advance();
    return true;
  }

  /** How many wait for their turn. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** The vendor answered. */
  synchronized void answered(Instant now) {
    pace.answered(now);
  }

  /** The vendor asked for patience. */
  synchronized void refused(Instant started, Instant now, Duration patience) {
    pace.refused(started, now, patience);
  }

  /** A request is no longer on its way. */
  void ended() {
    synchronized (this) {
      onTheWay--;
    }
    advance();
  }

  /** One thread at a time, and no deeper for a request that ends at once. */
  private void advance() {
    synchronized (this) {
      if (advancing) {
        return;
      }
      advancing = true;
    }
    for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
      next.get().run();
    }
  }

  /** Whose turn it is; with nobody's, the advance has ended. */
  private synchronized Optional<Runnable> next() {
    Instant now = clock.instant();
    Turn first = waiting.peek();
    if (first != null && onTheWay < VendorClient.AT_ONCE) {
      boolean asks = !first.needless().getAsBoolean() && !rest.lasts(now);
      Duration left = asks ? pace.left(now) : Duration.ZERO;
      if (left.isZero()) {
        if (asks) {
          pace.started(now);
        }
        onTheWay++;
        waiting.remove();
        return Optional.of(first.request());
      }
      if (!woken) {
        woken = true;
        alarm.after(left, this::wake);
      }
    }
    advancing = false;
    return Optional.empty();
  }

  private void wake() {
    synchronized (this) {
      woken = false;
    }
    advance();
  }
}
