package dev.sealkeep.service.admission;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be in memory, for all event loops together. */
public final class BodyBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /** A budget of {@code limit} bytes. */
  public BodyBudget(long limit) {
    this.limit = limit;
  }

  /** Takes {@code bytes}; false, and takes none, if that is more than there are. */
  boolean take(long bytes) {
    for (long now = used.get(); now + bytes <= limit; now = used.get()) {
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Bytes in use. */
  public long used() {
    return used.get();
  }
}
