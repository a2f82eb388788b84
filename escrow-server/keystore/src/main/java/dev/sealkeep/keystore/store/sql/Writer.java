package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Every transaction locks the log-head row, so a second writer could
 * only wait; a queue in front of one is fair and bounded.
 *
 * <p>Futures complete on a second thread, in the order of the commits, so that what a caller hangs
 * on them cannot hold up or deadlock the transactions behind. A permit is taken when work is handed
 * in and given back when its future's followers have run: slow followers push back, too.
 */
final class Writer {
  /** A thread that must end has only a transaction or a few completions before it. */
  private static final long CLOSE_WAIT_SECONDS = 30;

  private static final Job<Object> LAST =
      new Job<>(
          transaction -> {
            throw new IllegalStateException("the last job does no work");
          });

  private final Gate gate;
  private final Database database;
  private final Semaphore room;
  private final LinkedBlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
  private final Object handIn = new Object();
  private final ExecutorService answers = Executors.newSingleThreadExecutor(this::answersThread);
  private final Thread thread;

  private volatile @Nullable Thread answersThread;

  /** Only the writing thread uses it once that has started. Absent after it was discarded. */
  private @Nullable Session session;

  Writer(Gate gate, Database database, Thread.Builder threads, int queuedTransactions) {
    this.gate = gate;
    this.database = database;
    this.room = new Semaphore(queuedTransactions);
    this.thread = threads.name("sealkeep-store-writer").unstarted(this::run);
    this.session = database.openWriting();
  }

  private Thread answersThread(Runnable work) {
    Thread created =
        Thread.ofPlatform().name("sealkeep-store-answers").daemon(true).unstarted(work);
    answersThread = created;
    return created;
  }

  void start() {
    thread.start();
  }

  <T> CompletableFuture<T> submit(Function<Transaction, T> work) {
    Job<T> job = new Job<>(work);
    synchronized (handIn) {
      var refusal = gate.refusal();
      if (refusal.isPresent()) {
        return CompletableFuture.failedFuture(refusal.get());
      }
      if (!room.tryAcquire()) {
        return CompletableFuture.failedFuture(
            new StoreUnavailableException("too many transactions wait; try again later"));
      }
      queue.add(job);
    }
    return job.future;
  }

  /** Whether the caller is a transaction's work. */
  boolean runsHere() {
    return Thread.currentThread() == thread;
  }

  /** Waits for the running transaction, fails those that wait, and closes the connection. */
  void close() {
    synchronized (handIn) {
      gate.shut("the store is closed");
      queue.add(LAST);
    }
    awaitUninterruptibly();
  }

  private void awaitUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        awaitAnswers();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A follower of a future may close the store; it cannot wait for itself. */
  private void awaitAnswers() throws InterruptedException {
    answers.shutdown();
    if (Thread.currentThread() != answersThread) {
      var _ = answers.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void run() {
    try {
      for (Job<?> job = next(); job != LAST; job = next()) {
        perform(job);
      }
    } finally {
      abandon();
    }
  }

  /** Leaves no future open, even if the loop ended by an error. */
  private void abandon() {
    discardSession();
    synchronized (handIn) {
      gate.shut("the store's writer ended; restart");
    }
    for (Job<?> job = queue.poll(); job != null; job = queue.poll()) {
      if (job != LAST) {
        fail(job, new StoreUnavailableException("the store's writer ended; restart"));
      }
    }
  }

  private Job<?> next() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException _) {
        // Nobody but the work itself has this thread; its interrupt must not end the store.
      }
    }
  }

  private <T> void perform(Job<T> job) {
    var refusal = gate.refusal();
    if (refusal.isPresent()) {
      fail(job, refusal.get());
      return;
    }
    SqlTransaction transaction = null;
    T result;
    Session current;
    try {
      current = session();
      current.begin(database.beginWriting());
      transaction = SqlTransaction.begin(current, database);
      result = job.work.apply(transaction);
      current.settle();
    } catch (Throwable e) {
      rollback();
      fail(job, e);
      return;
    } finally {
      if (transaction != null) {
        transaction.end();
      }
    }
    commit(job, current, transaction.changes(), result);
  }

  private <T> void commit(Job<T> job, Session current, Changes changes, T result) {
    try {
      current.commit();
    } catch (Throwable e) {
      discardSession();
      settle(job, changes, result, e);
      return;
    }
    succeed(job, result);
    try {
      database.committed(current);
    } catch (RuntimeException _) {
      discardSession();
    }
  }

  private <T> void settle(Job<T> job, Changes changes, T result, Throwable failure) {
    switch (outcome(changes, failure)) {
      case COMMITTED -> succeed(job, result);
      case LOST ->
          fail(
              job,
              new StoreUnavailableException(
                  "the database lost the transaction: " + failure.getMessage(), failure));
      case UNKNOWN ->
          fail(
              job,
              new CommitUnknownException(
                  "COMMIT failed; whether it is durable is not known", failure));
    }
  }

  private Database.Outcome outcome(Changes changes, Throwable failure) {
    try {
      return database.settle(changes, failure, gate);
    } catch (RuntimeException e) {
      gate.shut("the outcome of a commit cannot be found out; restart");
      return Database.Outcome.UNKNOWN;
    }
  }

  private Session session() {
    Session known = session;
    if (known != null && known.open()) {
      return known;
    }
    discardSession();
    Session fresh = database.openWriting();
    session = fresh;
    return fresh;
  }

  /** A connection whose rollback fails may still be in the transaction; closing it ends that. */
  private void rollback() {
    if (session == null) {
      return;
    }
    try {
      session.rollback();
    } catch (RuntimeException _) {
      discardSession();
    }
  }

  private void discardSession() {
    Session discarded = session;
    session = null;
    if (discarded == null) {
      return;
    }
    try {
      discarded.close();
    } catch (RuntimeException _) {
      // The failure that led here is the one to report.
    }
  }

  private <T> void succeed(Job<T> job, T result) {
    answer(() -> job.future.complete(result));
  }

  private void fail(Job<?> job, Throwable failure) {
    answer(() -> job.future.completeExceptionally(failure));
  }

  private void answer(Runnable completion) {
    answers.execute(
        () -> {
          try {
            completion.run();
          } finally {
            room.release();
          }
        });
  }

  private static final class Job<T> {
    private final Function<Transaction, T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();

    private Job(Function<Transaction, T> work) {
      this.work = work;
    }
  }
}
