package dev.sealkeep.service.cluster;

import java.util.function.LongConsumer;

/**
 * Tells the other nodes the log's size: the first at once, and while a pause runs only the newest
 * of what comes. So the number of messages is bounded however fast transactions follow each other.
 */
final class Announcer {
  private final LongConsumer publish;
  private final Pause pause;
  private long newest;
  private long told;
  private boolean pausing;

  /** Runs something later, once. */
  interface Pause {
    void then(Runnable task);
  }

  Announcer(LongConsumer publish, Pause pause) {
    this.publish = publish;
    this.pause = pause;
  }

  /** This node has committed, and the log has so many entries now. */
  void committed(long size) {
    synchronized (this) {
      newest = Math.max(newest, size);
      if (pausing || newest == told) {
        return;
      }
      pausing = true;
      told = newest;
      size = newest;
    }
    publish.accept(size);
    pause.then(this::resume);
  }

  private void resume() {
    long size;
    synchronized (this) {
      pausing = false;
      size = newest;
    }
    committed(size);
  }
}
