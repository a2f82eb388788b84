package dev.sealkeep.service.server;

import java.util.concurrent.atomic.AtomicReference;

/** Whether a node serves: after its warm-up, and until it drains. */
final class Readiness {
  /** The stages of a node's life. */
  enum Stage {
    /** Verifying the log and warming up. */
    STARTING("starting"),
    /** Serving. */
    READY("ready"),
    /** Finishing what was begun. */
    DRAINING("draining");

    private final String word;

    Stage(String word) {
      this.word = word;
    }

    /** The word in /readyz. */
    String word() {
      return word;
    }
  }

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTING);

  Stage stage() {
    return stage.get();
  }

  boolean ready() {
    return stage.get() == Stage.READY;
  }

  /** Whether requests are taken; a node that drains still has connections. */
  boolean serves() {
    return stage.get() != Stage.STARTING;
  }

  void becomeReady() {
    stage.compareAndSet(Stage.STARTING, Stage.READY);
  }

  /** Stops serving; false if that had happened before. */
  boolean drain() {
    return stage.getAndSet(Stage.DRAINING) != Stage.DRAINING;
  }
}
