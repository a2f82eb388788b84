package dev.sealkeep.service.cluster;

import com.hazelcast.config.Config;
import dev.sealkeep.service.configuration.Clustering;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others. It joins in the background and joins anew when Hazelcast has ended;
 * whoever waits for a release never waits for it.
 */
public final class ClusterNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

  private final Config hazelcast;
  private final VertxOptions bus;
  private final LogNews news;
  private final ClusterMeters meters;
  private final ExecutorService looks;
  private final Thread thread;

  /** A permit says that something happened which the thread should look at. */
  private final Semaphore happened = new Semaphore(0);

  private volatile boolean closing;
  private volatile @Nullable ClusterLink link;

  private ClusterNode(
      Config hazelcast,
      VertxOptions bus,
      LongSupplier known,
      Supplier<? extends CompletableFuture<?>> catchUp,
      ClusterMeters meters) {
    this.hazelcast = hazelcast;
    this.bus = bus;
    this.meters = meters;
    this.looks =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("cluster-news").daemon().factory());
    this.news = new LogNews(known, catchUp, looks);
    this.thread = Thread.ofPlatform().name("cluster").daemon().unstarted(this::run);
  }

  /**
   * Checks the settings; joins nothing yet.
   *
   * @param origin the log's name
   * @param known how many entries of the log this node knows
   * @param catchUp reads what other nodes have committed since; may block
   * @throws ClusterRefusedException if address or certificate cannot be used
   */
  public static ClusterNode of(
      Clustering clustering,
      String origin,
      LongSupplier known,
      Supplier<? extends CompletableFuture<?>> catchUp,
      ClusterMeters meters,
      Instant now) {
    InetAddress address = PrivateAddress.of(clustering.host());
    ClusterTlsFiles files = ClusterTlsFiles.in(clustering.tls());
    files.require(clustering.host(), now);
    return new ClusterNode(
        HazelcastSettings.of(clustering, address, origin),
        BusOptions.of(clustering, address.getHostAddress(), files),
        known,
        catchUp,
        meters);
  }

  /** Joins, in the background. */
  public void start() {
    thread.start();
  }

  /** This node has committed, and the log has so many entries; never blocks. */
  public void committed(long size) {
    ClusterLink current = link;
    if (current != null) {
      current.committed(size);
    }
  }

  private void run() {
    try {
      stayJoined();
      while (!closing) {
        boolean _ = happened.tryAcquire(RETRY.toSeconds(), TimeUnit.SECONDS);
        stayJoined();
      }
    } catch (InterruptedException e) {
      // close() gave up waiting.
      Thread.currentThread().interrupt();
    }
  }

  private void stayJoined() throws InterruptedException {
    if (closing) {
      return;
    }
    try (ClusterLink joined =
        ClusterLink.join(hazelcast, bus, news::heard, meters, happened::release)) {
      link = joined;
      while (!closing && joined.alive()) {
        happened.acquire();
      }
    } catch (RuntimeException e) {
      LOG.warn("not joined with the other nodes, which this node does not need: {}", reason(e));
    } finally {
      link = null;
    }
    happened.drainPermits();
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** Leaves the others; takes a few seconds at most. */
  @Override
  public void close() {
    closing = true;
    happened.release();
    try {
      if (thread.isAlive() && !thread.join(LEAVE_LIMIT)) {
        LOG.warn("the other nodes were not left in time");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    looks.shutdownNow();
  }
}
