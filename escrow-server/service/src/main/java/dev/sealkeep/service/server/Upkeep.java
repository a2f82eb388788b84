package dev.sealkeep.service.server;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.service.log.LogMemory;
import dev.sealkeep.service.log.LogWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does by the clock. On one thread it follows the other nodes and tries an impeded
 * writer again, records the minute's counts, forgets old challenges, and looks after its
 * collateral; on another it keeps and verifies its memory of the log, which takes longer.
 */
final class Upkeep implements AutoCloseable {
  /** How often a node looks for what others have committed. */
  static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration COUNTS_INTERVAL = Duration.ofMinutes(1);
  private static final Duration CHALLENGES_INTERVAL = Duration.ofMinutes(1);
  private static final Duration COLLATERAL_INTERVAL = Duration.ofSeconds(30);

  private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(10);

  /** Between chunks of the log, each of which takes some 20 ms: a fifth of a processor at most. */
  private static final Duration VERIFY_INTERVAL = Duration.ofMillis(100);

  private static final Duration REMEMBERING_LIMIT = Duration.ofSeconds(15);

  private final LogWriter writer;
  private final Supplier<CompletableFuture<?>> follow;
  private final Duration followInterval;
  private final Supplier<? extends CompletableFuture<?>> flushCounts;
  private final Supplier<? extends CompletableFuture<?>> forgetChallenges;
  private final Runnable refreshCollateral;
  private final LogMemory memory;
  private final ScheduledExecutorService schedule = thread("upkeep");
  private final ScheduledExecutorService remembering = thread("log-memory");

  /**
   * Begins nothing yet.
   *
   * @param follow reads what other nodes have committed; may block
   * @param flushCounts records the counts since the last time
   * @param forgetChallenges forgets those that are too old to be used again
   * @param memory what the next start goes by
   */
  Upkeep(
      LogWriter writer,
      Supplier<CompletableFuture<?>> follow,
      Duration followInterval,
      Supplier<? extends CompletableFuture<?>> flushCounts,
      Supplier<? extends CompletableFuture<?>> forgetChallenges,
      Runnable refreshCollateral,
      LogMemory memory) {
    this.writer = writer;
    this.follow = follow;
    this.followInterval = followInterval;
    this.flushCounts = flushCounts;
    this.forgetChallenges = forgetChallenges;
    this.refreshCollateral = refreshCollateral;
    this.memory = memory;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon().factory());
  }

  void start() {
    every(
        schedule,
        followInterval,
        () -> {
          writer.probe();
          report(follow.get(), "cannot follow the other nodes");
        },
        "cannot follow the other nodes");
    every(
        schedule,
        COUNTS_INTERVAL,
        () -> report(flushCounts.get(), "the minute's counts are not in the log yet"),
        "the minute's counts are not in the log yet");
    every(
        schedule,
        CHALLENGES_INTERVAL,
        () -> report(forgetChallenges.get(), "spent challenges are not forgotten yet"),
        "spent challenges are not forgotten yet");
    every(schedule, COLLATERAL_INTERVAL, refreshCollateral, "refreshing collateral failed");
    every(
        remembering,
        MEMORY_INTERVAL,
        memory::keepUp,
        "the log cannot be written down for the next start, which will take longer");
    every(remembering, VERIFY_INTERVAL, memory::verifyNext, "the log cannot be verified anew");
  }

  /** A task that throws is not scheduled again, so a failure must not get out. */
  private static void every(
      ScheduledExecutorService thread, Duration interval, Runnable task, String trouble) {
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (StoreUnavailableException e) {
                LOG.warn("{}: {}", trouble, e.getMessage());
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

  /** Begins no task any more, but remembers what there is, if that does not take too long. */
  @Override
  public void close() {
    var _ = schedule.shutdownNow();
    Future<?> last = remembering.submit(memory::conclude);
    remembering.shutdown();
    try {
      var _ = last.get(REMEMBERING_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the log is not written down, and the next start reads more of it", e);
    }
  }
}
