package dev.sealkeep.service.collateral.vendor;

import java.time.Duration;

/** Runs something later. Time passes for waiting and retrying through this alone. */
public interface Alarm {
  /** Runs {@code task} once {@code delay} has passed, on any thread. */
  void after(Duration delay, Runnable task);
}
