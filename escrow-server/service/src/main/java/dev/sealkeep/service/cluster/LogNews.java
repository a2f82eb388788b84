package dev.sealkeep.service.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node look at the log when another tells of a longer one. However much is told, one look
 * is under way and one more waits at most, so nobody can make this node busier than that. What is
 * told is not believed: the look reads the database.
 */
final class LogNews {
  private static final Logger LOG = LoggerFactory.getLogger(LogNews.class);

  private final LongSupplier known;
  private final Supplier<? extends CompletableFuture<?>> look;
  private final Executor executor;
  private boolean looking;
  private boolean again;

  /**
   * The news of one log.
   *
   * @param known how many entries this node knows
   * @param look reads what was committed since; may block
   * @param executor where it looks, away from the event loop
   */
  LogNews(LongSupplier known, Supplier<? extends CompletableFuture<?>> look, Executor executor) {
    this.known = known;
    this.look = look;
    this.executor = executor;
  }

  /** Another node tells of so many entries; true if that is more than this one knows. */
  boolean heard(long size) {
    if (size <= known.getAsLong()) {
      return false;
    }
    synchronized (this) {
      if (looking) {
        again = true;
        return true;
      }
      looking = true;
    }
    executor.execute(this::look);
    return true;
  }

  private void look() {
    CompletableFuture<?> looked;
    try {
      looked = look.get();
    } catch (RuntimeException e) {
      looked = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<?> _ =
        looked.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.warn("cannot follow the other nodes: {}", failure.getMessage());
              }
              next();
            });
  }

  private void next() {
    synchronized (this) {
      if (!again) {
        looking = false;
        return;
      }
      again = false;
    }
    executor.execute(this::look);
  }
}
