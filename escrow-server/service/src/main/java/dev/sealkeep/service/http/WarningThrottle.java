package dev.sealkeep.service.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets a line of a kind into the log now and then: what every guest of a boot storm meets must not
 * fill the disk that it may be about.
 */
final class WarningThrottle {
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private long notBefore;
  private long withheld;

  /** Lets the first line through. */
  WarningThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.notBefore = nanoTime.getAsLong();
  }

  /** The line with how many came since the last one, or none if that was a moment ago. */
  synchronized Optional<String> line(String line) {
    long now = nanoTime.getAsLong();
    if (now - notBefore < 0) {
      withheld++;
      return Optional.empty();
    }
    notBefore = now + PAUSE.toNanos();
    long between = withheld;
    withheld = 0;
    return Optional.of(
        between == 0
            ? line
            : String.format(
                Locale.ROOT, "%s (and %,d times since this was last said)", line, between));
  }
}
