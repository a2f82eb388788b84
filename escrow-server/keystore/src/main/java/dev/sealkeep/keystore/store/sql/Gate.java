package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says whether the store takes work. Once shut it stays shut, for the first reason given. */
public final class Gate {
  private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();
  private final CountDownLatch shut = new CountDownLatch(1);

  /** Refuses all work from now on. */
  public void shut(String reason) {
    refusal.compareAndSet(null, reason);
    shut.countDown();
  }

  /** Waits at most {@code limit} for the gate to shut; whether it is. */
  public boolean awaitShut(Duration limit) {
    try {
      return shut.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return refusal.get() != null;
    }
  }

  /** Why no work is taken, if none is. */
  Optional<StoreUnavailableException> refusal() {
    return Optional.ofNullable(refusal.get()).map(StoreUnavailableException::new);
  }
}
