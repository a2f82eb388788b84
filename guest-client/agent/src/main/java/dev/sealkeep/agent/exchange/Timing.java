package dev.sealkeep.agent.exchange;

import java.time.Duration;

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
      };

  /** Nanoseconds since an arbitrary moment; only differences mean something. */
  long nanoTime();

  /** Waits. */
  void pause(Duration duration) throws InterruptedException;
}
