package dev.sealkeep.bench.region;

import java.util.concurrent.CompletableFuture;

/** One connection of a guest, from its opening to an answer or to its end without one. */
final class Attempt {
  private final Guest guest;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private boolean connected;

  Attempt(Guest guest) {
    this.guest = guest;
  }

  Guest guest() {
    return guest;
  }

  /** Completes when the guest has an answer or is gone. */
  CompletableFuture<Boolean> ended() {
    return ended;
  }

  boolean over() {
    return ended.isDone();
  }

  /** Ends it; false if it had ended. */
  boolean end() {
    return ended.complete(true);
  }

  /** Notes that the node has answered. */
  void connect() {
    connected = true;
  }

  /** Whether the node has answered. */
  boolean connected() {
    return connected;
  }
}
