package dev.sealkeep.keystore.store;

/** Ends the process when a write could not be made durable. */
@FunctionalInterface
public interface FailStop {
  /** Leaves it to whoever catches {@code failure}; for what reads, and for tests. */
  FailStop NONE = failure -> {};

  /** Ends the process before anything else is written or answered. */
  void end(FsyncFailedException failure);
}
