package dev.sealkeep.keystore.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Durable, transactional storage. Safe for use by many threads. */
public interface Store extends Snapshots, AutoCloseable {
  /**
   * Runs {@code work} alone, in a transaction that first updates the log-head row.
   *
   * <p>The future completes after COMMIT is durable, on a thread of the store. If {@code work}
   * throws, the transaction is rolled back and the future fails with what it threw. If COMMIT
   * itself fails, the outcome is unknown and the future fails with {@link CommitUnknownException}.
   * A store that is closed or whose queue is full fails the future with {@link
   * StoreUnavailableException}.
   */
  <T> CompletableFuture<T> transact(Function<Transaction, T> work);

  /**
   * Whether there is room for more than a few rows, as far as the store can tell. Where there is
   * not, a small transaction may still pass when others do not. Touches the disk; does not throw.
   */
  default boolean hasRoom() {
    return true;
  }

  /** Waits for the running transaction, refuses the rest, and closes every connection. */
  @Override
  void close();
}
