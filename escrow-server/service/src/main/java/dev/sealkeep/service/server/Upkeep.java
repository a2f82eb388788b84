package dev.sealkeep.service.server;

import dev.sealkeep.service.log.LogWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does by the clock, on one thread: it follows the other nodes and tries an impeded
 * writer again, records the minute's counts, and looks after its collateral.
 */
final class Upkeep implements AutoCloseable {
  /** How often a node looks for what others have committed. */
  static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration COUNTS_INTERVAL = Duration.ofMinutes(1);
  private static final Duration COLLATERAL_INTERVAL = Duration.ofSeconds(30);

  private final LogWriter writer;
  private final Supplier<CompletableFuture<?>> follow;
  private final Duration followInterval;
  private final Supplier<? extends CompletableFuture<?>> flushCounts;
  private final Runnable refreshCollateral;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon().factory());

  /**
   * Begins nothing yet.
   *
   * @param follow reads what other nodes have committed; may block
   * @param flushCounts records the counts since the last time
   */
  Upkeep(
      LogWriter writer,
      Supplier<CompletableFuture<?>> follow,
      Duration followInterval,
      Supplier<? extends CompletableFuture<?>> flushCounts,
      Runnable refreshCollateral) {
    this.writer = writer;
    this.follow = follow;
    this.followInterval = followInterval;
    this.flushCounts = flushCounts;
    this.refreshCollateral = refreshCollateral;
  }

  void start() {
    every(
        followInterval,
        () -> {
          writer.probe();
          report(follow.get(), "cannot follow the other nodes");
        },
        "cannot follow the other nodes");
    every(
        COUNTS_INTERVAL,
        () -> report(flushCounts.get(), "the minute's counts are not in the log yet"),
        "the minute's counts are not in the log yet");
    every(COLLATERAL_INTERVAL, refreshCollateral, "refreshing collateral failed");
  }

  /** A task that throws is not scheduled again, so a failure must not get out. */
  private void every(Duration interval, Runnable task, String trouble) {
    ScheduledFuture<?> _ =
        schedule.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.warn("{}", trouble, e);
              }
            },
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void report(CompletableFuture<?> done, String trouble) {
    CompletableFuture<?> _ =
        done.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.warn("{}: {}", trouble, failure.getMessage());
              }
            });
  }

  /** Begins no task any more. */
  @Override
  public void close() {
    var _ = schedule.shutdownNow();
  }
}
