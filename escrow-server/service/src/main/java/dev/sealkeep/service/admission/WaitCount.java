package dev.sealkeep.service.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds how many wait for something that comes from elsewhere and needs no permit meanwhile. */
public final class WaitCount {
  private final AtomicInteger free;
  private final Supplier<RuntimeException> full;

  /** Lets {@code limit} wait, and answers the others with {@code full}. */
  public WaitCount(int limit, Supplier<RuntimeException> full) {
    this.free = new AtomicInteger(limit);
    this.full = full;
  }

  /** Waits for {@code work}; fails at once if too many wait. */
  public <T> CompletableFuture<T> await(CompletableFuture<T> work) {
    if (free.getAndUpdate(now -> Math.max(0, now - 1)) == 0) {
      return CompletableFuture.failedFuture(full.get());
    }
    return work.whenComplete((value, failure) -> free.incrementAndGet());
  }

  /** How many more may wait. */
  public int free() {
    return free.get();
  }
}
