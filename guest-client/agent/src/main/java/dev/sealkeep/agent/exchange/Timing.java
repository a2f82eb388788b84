package dev.sealkeep.agent.exchange;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time as an exchange sees it. */
public interface Timing {
  /** The time of the machine. */
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }

        @Override
        public <E> @Nullable E await(BlockingQueue<E> events, Duration limit)
            throws InterruptedException {
          return events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
      };

  /** Nanoseconds since an arbitrary moment; only differences mean something. */
  long nanoTime();

  /** Waits. */
  void pause(Duration duration) throws InterruptedException;

  /** Waits for the next event; null if none came within {@code limit}. */
  <E> @Nullable E await(BlockingQueue<E> events, Duration limit) throws InterruptedException;
}
