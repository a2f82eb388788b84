package dev.sealkeep.service.harness;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A store whose COMMITs a test can hold back, count and break. */
public final class HeldStore implements Store {
  private static final long LIMIT_SECONDS = 20;

  private final Store store;
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.COMMIT);
  private final AtomicBoolean room = new AtomicBoolean(true);
  private final AtomicBoolean readable = new AtomicBoolean(true);
  private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.OPEN);

  /** What becomes of the next transaction once its work is done. */
  public enum Fate {
    /** It is committed. */
    COMMIT,
    /** It is rolled back, and the store says that it is unavailable. */
    UNAVAILABLE,
    /** It is committed, but nobody is told. */
    UNKNOWN_BUT_COMMITTED,
    /** It is rolled back, but nobody is told. */
    UNKNOWN_AND_LOST
  }

  /** A transaction whose work is done and whose COMMIT waits. */
  public static final class Hold {
    private static final Hold OPEN = new Hold();

    static {
      OPEN.release();
    }

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Waits until a transaction stands before its COMMIT. */
    public void awaitReached() {
      await(reached);
    }

    /** Whether a transaction stands before its COMMIT. */
    public boolean isReached() {
      return reached.getCount() == 0;
    }

    /** Lets it commit. */
    public void release() {
      released.countDown();
    }

    private void pass() {
      reached.countDown();
      await(released);
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody came");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Holds nothing back yet. */
  public HeldStore(Store store) {
    this.store = store;
  }

  /** Holds the next transaction before its COMMIT. */
  public Hold hold() {
    Hold next = new Hold();
    hold.set(next);
    return next;
  }

  /** Decides the fate of the next transaction. */
  public void next(Fate next) {
    fate.set(next);
  }

  /** Says from now on whether there is room. */
  public void room(boolean there) {
    room.set(there);
  }

  /** Says from now on whether it can be read. */
  public void readable(boolean reads) {
    readable.set(reads);
  }

  /** How many transactions were begun. */
  public int transactions() {
    return transactions.get();
  }

  @Override
  public <T> CompletableFuture<T> transact(Function<Transaction, T> work) {
    transactions.incrementAndGet();
    Fate mine = fate.getAndSet(Fate.COMMIT);
    Hold held = hold.getAndSet(Hold.OPEN);
    CompletableFuture<T> told = new CompletableFuture<>();
    var _ =
        store
            .transact(transaction -> run(work, transaction, mine, held))
            .whenComplete(
                (result, failure) -> {
                  if (mine == Fate.UNKNOWN_BUT_COMMITTED || mine == Fate.UNKNOWN_AND_LOST) {
                    told.completeExceptionally(
                        new CommitUnknownException("nobody knows", new IllegalStateException()));
                  } else if (failure != null) {
                    told.completeExceptionally(failure);
                  } else {
                    told.complete(result);
                  }
                });
    return told;
  }

  private static <T> T run(
      Function<Transaction, T> work, Transaction transaction, Fate fate, Hold held) {
    T result = work.apply(transaction);
    held.pass();
    if (fate == Fate.UNAVAILABLE || fate == Fate.UNKNOWN_AND_LOST) {
      throw new StoreUnavailableException("the disk is full");
    }
    return result;
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    if (!readable.get()) {
      throw new StoreUnavailableException("nobody answers");
    }
    return store.read(query);
  }

  @Override
  public boolean hasRoom() {
    return room.get();
  }

  @Override
  public void close() {
    store.close();
  }
}
