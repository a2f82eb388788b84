package dev.sealkeep.service.collateral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How often vendors may be asked about something: a bucket of tokens that fills evenly over a
 * minute. All chips and platform families that no evidence ever verified with share one, since
 * being told apart costs an attacker nothing.
 */
final class TokenBudget {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final int perMinute;
  private final InstantSource clock;
  private double tokens;
  private Instant filled;

  /** A full bucket of {@code perMinute} tokens. */
  TokenBudget(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
    this.tokens = perMinute;
    this.filled = clock.instant();
  }

  /** Takes a token; false if there is none. */
  synchronized boolean take() {
    Instant now = clock.instant();
    double passed = Math.max(0, Duration.between(filled, now).toMillis());
    tokens = Math.min(perMinute, tokens + perMinute * passed / PERIOD.toMillis());
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }
}
