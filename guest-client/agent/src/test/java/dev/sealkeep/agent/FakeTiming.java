package dev.sealkeep.agent;

import dev.sealkeep.agent.exchange.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A clock that moves by its pauses alone. */
public final class FakeTiming implements Timing {
  private final List<Duration> pauses = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5; // the origin is arbitrary and may overflow

  /** What was waited, in order. */
  public List<Duration> pauses() {
    return pauses;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void pause(Duration duration) {
    pauses.add(duration);
    nanos += duration.toNanos();
  }

  /** Nothing is late: the clock stands still until an event comes. */
  @Override
  public <E> E await(BlockingQueue<E> events, Duration limit) throws InterruptedException {
    E event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event");
    }
    return event;
  }
}
