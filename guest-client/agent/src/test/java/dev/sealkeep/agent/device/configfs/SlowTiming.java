package dev.sealkeep.agent.device.configfs;

import dev.sealkeep.agent.exchange.Timing;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A clock whose every pause takes longer than was asked for. */
record SlowTiming(Timing clock, Duration longer) implements Timing {
  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    clock.pause(duration.plus(longer));
  }

  @Override
  public <E> @Nullable E await(BlockingQueue<E> events, Duration limit)
      throws InterruptedException {
    return clock.await(events, limit);
  }
}
