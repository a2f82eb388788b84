package dev.sealkeep.service.fault.inject;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A fault that comes and goes while it lasts. */
final class Repeated implements Fault {
  private final String name;
  private final Set<String> touches;
  private final Set<Integer> felt;
  private final Runnable on;
  private final Runnable off;
  private final long millis;
  private final CountDownLatch lifted = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** One that is {@code on} for so many milliseconds, then {@code off} for as many, and so on. */
  Repeated(
      String name, Set<String> touches, Set<Integer> felt, Runnable on, Runnable off, long millis) {
    this.name = name;
    this.touches = Set.copyOf(touches);
    this.felt = Set.copyOf(felt);
    this.on = on;
    this.off = off;
    this.millis = millis;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<String> touches() {
    return touches;
  }

  @Override
  public Set<Integer> felt() {
    return felt;
  }

  @Override
  public void begin() {
    thread = Thread.ofPlatform().name(name).start(this::run);
  }

  private void run() {
    try {
      boolean over = false;
      while (!over) {
        on.run();
        over = lifted.await(millis, TimeUnit.MILLISECONDS);
        off.run();
        over = over || lifted.await(millis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void lift() {
    lifted.countDown();
    if (thread != null) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
