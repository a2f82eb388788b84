package dev.sealkeep.service.harness;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A store that says that it has committed, and then does not until its process is killed. */
final class HastyStore implements Store {
  private static final long LIMIT_SECONDS = 60;

  private final Store store;

  HastyStore(Store store) {
    this.store = store;
  }

  @Override
  public <T> CompletableFuture<T> transact(Function<Transaction, T> work) {
    CompletableFuture<T> told = new CompletableFuture<>();
    CompletableFuture<T> _ =
        store
            .transact(
                transaction -> {
                  T result = work.apply(transaction);
                  told.complete(result);
                  awaitDeath();
                  return result;
                })
            .whenComplete((_, failure) -> told.completeExceptionally(failure));
    return told;
  }

  private static void awaitDeath() {
    try {
      if (!new CountDownLatch(1).await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody killed this process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    return store.read(query);
  }

  @Override
  public void close() {
    store.close();
  }
}
