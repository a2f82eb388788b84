package dev.sealkeep.service.collateral.vendor;

import java.time.Duration;
import java.time.Instant;

/**
 * When a vendor may be asked again: not before the time that it asked for, and not for a while
 * after many failures in a row. The while doubles until a request succeeds.
 */
final class VendorRest {
  private static final int FAILURES = 8;
  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private Instant until = Instant.MIN;
  private Duration next = SHORTEST;
  private int failures;

  /** Whether the vendor must not be asked now. */
  synchronized boolean lasts(Instant now) {
    return now.isBefore(until);
  }

  /** Notes an answer, whatever it says. */
  synchronized void answered() {
    failures = 0;
    next = SHORTEST;
  }

  /** Notes a failure. */
  synchronized void failed(Instant now) {
    failures++;
    if (failures >= FAILURES) {
      failures = 0;
      extend(now.plus(next));
      next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    }
  }

  /** Notes that the vendor asked not to be asked for so long. */
  synchronized void asked(Instant now, Duration patience) {
    extend(now.plus(patience));
  }

  private void extend(Instant candidate) {
    if (candidate.isAfter(until)) {
      until = candidate;
    }
  }
}
