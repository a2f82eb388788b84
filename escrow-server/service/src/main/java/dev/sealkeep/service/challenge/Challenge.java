package dev.sealkeep.service.challenge;

import dev.sealkeep.service.log.LogWriter;
import java.time.Duration;
import java.time.Instant;

/**
 * An opened challenge.
 *
 * @param issued when it was made, by the issuing node's clock
 * @param random 32 random bytes, which one release may spend
 */
@SuppressWarnings("ArrayRecordComponent") // random bytes; compared by the database alone
public record Challenge(Instant issued, byte[] random) {
  /** How long a challenge may be used. */
  public static final Duration LIFETIME = Duration.ofMinutes(2);

  /** How far the clocks of two nodes may differ. */
  public static final Duration SKEW = LogWriter.CLOCK_LIMIT;

  /** Whether it may be used at {@code now}. */
  public boolean liveAt(Instant now) {
    return !now.isBefore(issued.minus(SKEW)) && !now.isAfter(issued.plus(LIFETIME));
  }
}
