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
}
