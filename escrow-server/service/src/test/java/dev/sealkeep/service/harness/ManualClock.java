package dev.sealkeep.service.harness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. */
public final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /** A clock that shows the machine's time, in milliseconds. */
  public ManualClock() {
    this.now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Moves it; a negative duration moves it back. */
  public void move(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }
}
