package dev.sealkeep.agent.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from 250 ms to 8 s, each between half and the whole of its step. */
public final class Backoff {
  private static final long FIRST_MILLIS = 250;
  private static final long LONGEST_MILLIS = 8_000;

  private final RandomGenerator random;
  private long step = FIRST_MILLIS;

  /** Begins with the shortest pause. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause. */
  public Duration next() {
    long pause = step / 2 + random.nextLong(step / 2 + 1);
    step = Math.min(2 * step, LONGEST_MILLIS);
    return Duration.ofMillis(pause);
  }
}
