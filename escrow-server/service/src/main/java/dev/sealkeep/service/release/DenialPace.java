package dev.sealkeep.service.release;

import java.time.Duration;

/**
 * When a denial is answered: at a whole number of {@link #STEP}s after its request's last byte.
 * What a denial takes depends on what exists and on how long a policy is, by fractions of a
 * millisecond; all but a few take less than one step, and so look alike (invariant 11). A guest
 * that is denied has no use for the time.
 */
final class DenialPace {
  static final Duration STEP = Duration.ofMillis(50);

  private DenialPace() {}

  /** How long to wait with an answer that is ready {@code elapsed} after its request. */
  static Duration wait(Duration elapsed) {
    return STEP.minusNanos(elapsed.toNanos() % STEP.toNanos());
  }
}
