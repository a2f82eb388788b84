package dev.sealkeep.keystore.store;

import java.util.function.Function;

/** Gives consistent reads of a store. */
public interface Snapshots {
  /**
   * Runs {@code query} on a consistent snapshot, on the calling thread, which it may block.
   *
   * @throws StoreUnavailableException if no connection is to be had in time, or the store is closed
   */
  <T> T read(Function<Snapshot, T> query);

  /**
   * The same without the cost of a transaction: what one call of the snapshot reads is of one
   * state, but the next call may see a newer one. For a single call, or for reads that are checked
   * again where they count.
   */
  default <T> T peek(Function<Snapshot, T> query) {
    return read(query);
  }
}
