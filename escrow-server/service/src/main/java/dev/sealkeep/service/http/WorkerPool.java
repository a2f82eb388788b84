package dev.sealkeep.service.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads for signatures, sealing and blocking reads. Its queue is bounded: what does not fit is
 * shed at once with a 503 and a jittered Retry-After, so that a boot storm neither fills the memory
 * nor comes back all at the same moment.
 */
public final class WorkerPool implements AutoCloseable {
  private final ThreadPoolExecutor executor;

  /** Makes a pool of {@code threads} whose queue holds {@code queue} tasks. */
  public WorkerPool(String name, int threads, int queue) {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.prestartAllCoreThreads();
  }

  /** Runs {@code task}; the future fails with what it throws, or with an overload problem. */
  public <T> CompletableFuture<T> submit(Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new ProblemException(overloaded()));
    }
  }

  /** Runs {@code task} likewise; the future ends as the one that it returns. */
  public <T> CompletableFuture<T> compose(Supplier<CompletableFuture<T>> task) {
    CompletableFuture<Boolean> start = new CompletableFuture<>();
    CompletableFuture<T> result = start.thenCompose(started -> task.get());
    try {
      executor.execute(() -> start.complete(true));
      return result;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new ProblemException(overloaded()));
    }
  }

  /** Tasks that wait for a thread. */
  public int waiting() {
    return executor.getQueue().size();
  }

  /** The problem that sheds load: come back in 1 to 5 seconds. */
  public static Problem overloaded() {
    return Problem.of(Problem.Kind.OVERLOADED, "Too many requests wait; try again later.")
        .withRetryAfter(ThreadLocalRandom.current().nextInt(1, 6));
  }

  /** Lets running tasks end and drops the rest. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
