package dev.sealkeep.service.collateral.vendor;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast one vendor may be asked: as fast as it answers until it asks for patience, and from then
 * on somewhat slower than that was. The pace rises again, the faster the longer the vendor has not
 * complained. Several that ask the same vendor come to share what it gives without a word, as
 * connections share a line. Has no clock of its own; not thread-safe.
 */
public final class VendorPace {
  /** Requests a second; what is faster is no pace. */
  private static final double FASTEST = 1_000;

  private static final double SLOWEST = 1.0 / 30;
  private static final double DECREASE = 0.7;

  /** The share by which the pace rises in a second, for each second without complaint. */
  private static final double RISE = 0.001;

  private static final double STEEPEST_RISE = 0.1;
  private static final double MOST_AT_ONCE = 1.5;

  /** A pause after which what was answered before says nothing about the pace. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private double perSecond = Double.POSITIVE_INFINITY;
  private Instant next = Instant.MIN;
  private Instant restEnd = Instant.MIN;
  private Instant lastRefusal = Instant.MIN;
  private Instant lastStart = Instant.MIN;
  private Instant burst = Instant.MIN;
  private int answered;

  /** How long the next request has to wait; zero or more. */
  public Duration left(Instant now) {
    return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
  }

  /** Notes that a request is sent. */
  public void started(Instant now) {
    if (now.isAfter(lastStart.plus(PAUSE))) {
      burst = now;
      answered = 0;
    }
    lastStart = now;
    if (isPaced()) {
      next = now.plusNanos((long) (1e9 / perSecond));
    }
  }

  private boolean isPaced() {
    return perSecond <= FASTEST;
  }

  /** Notes an answer, whatever it says, that does not ask for patience. */
  public void answered(Instant now) {
    answered++;
    if (isPaced()) {
      double calm = Math.max(0, Duration.between(restEnd, now).toMillis() / 1e3);
      double perSecondMore = Math.min(STEEPEST_RISE, RISE * calm);
      perSecond *= Math.min(MOST_AT_ONCE, 1 + perSecondMore / perSecond);
    }
  }

  /**
   * Notes that the vendor asked for patience. Requests that were on their way when it last did say
   * nothing new.
   *
   * @param started when the request was sent
   */
  public void refused(Instant started, Instant now, Duration patience) {
    Instant end = now.plus(patience);
    next = end.isAfter(next) ? end : next;
    restEnd = end.isAfter(restEnd) ? end : restEnd;
    if (started.isBefore(lastRefusal)) {
      return;
    }
    lastRefusal = now;
    double tooFast = isPaced() ? perSecond : measured(now, patience);
    perSecond = Math.clamp(DECREASE * tooFast, SLOWEST, FASTEST);
  }

  /** What was answered since the vendor was last at rest; one in the patience if nothing was. */
  private double measured(Instant now, Duration patience) {
    double seconds = Math.max(0.1, Duration.between(burst, now).toMillis() / 1e3);
    return answered > 0 ? answered / seconds : 1 / Math.max(0.1, patience.toMillis() / 1e3);
  }
}
