package dev.sealkeep.service.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of Hazelcast and the bus over it, from joining to leaving or until Hazelcast ends. */
final class ClusterLink implements AutoCloseable {
  /** Where sizes are published. */
  static final String ADDRESS = "sealkeep.log.size";

  private static final String NODE_ID = "__vertx.nodeId";
  private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(3);
  private static final long PAUSE_MILLIS = 10;

  private final HazelcastInstance hazelcast;
  private final Vertx vertx;
  private final Announcer announcer;
  private final ClusterMeters meters;

  private ClusterLink(HazelcastInstance hazelcast, Vertx vertx, ClusterMeters meters) {
    this.hazelcast = hazelcast;
    this.vertx = vertx;
    this.meters = meters;
    this.announcer =
        new Announcer(this::publish, task -> vertx.setTimer(PAUSE_MILLIS, _ -> task.run()));
  }

  /**
   * Joins; blocks until this node is a member, alone or with others.
   *
   * @param heard takes a size that a node published; true if it is news
   * @param ended is told when Hazelcast ends
   * @throws RuntimeException if it cannot; nothing is left behind
   */
  static ClusterLink join(
      Config config,
      VertxOptions options,
      LongPredicate heard,
      ClusterMeters meters,
      Runnable ended) {
    // vertx-hazelcast finds a member of the bus by it; each joining is another member.
    config.getMemberAttributeConfig().setAttribute(NODE_ID, UUID.randomUUID().toString());
    HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
    try {
      hazelcast
          .getLifecycleService()
          .addLifecycleListener(
              event -> {
                if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) {
                  ended.run();
                }
              });
      Vertx vertx =
          await(
              Vertx.builder()
                  .with(options)
                  .withMetrics(new VerifiedNames())
                  .withClusterManager(new HazelcastClusterManager(hazelcast))
                  .buildClustered(),
              JOIN_LIMIT);
      ClusterLink link = new ClusterLink(hazelcast, vertx, meters);
      link.listen(heard);
      return link;
    } catch (RuntimeException e) {
      hazelcast.getLifecycleService().terminate();
      throw e;
    }
  }

  private void listen(LongPredicate heard) {
    vertx.eventBus().serializableChecker(_ -> false).clusterSerializableChecker(_ -> false);
    vertx.eventBus().consumer(ADDRESS, message -> received(message, heard));
    UUID _ = hazelcast.getCluster().addMembershipListener(new Members());
    count();
  }

  private void received(Message<Object> message, LongPredicate heard) {
    if (message.body() instanceof Long size && heard.test(size)) {
      meters.message(ClusterMeters.Direction.RECEIVED);
    }
  }

  private final class Members implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      count();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      count();
    }
  }

  private void count() {
    meters.members(members());
  }

  private int members() {
    try {
      return hazelcast.getCluster().getMembers().size();
    } catch (HazelcastInstanceNotActiveException e) {
      return 0;
    }
  }

  boolean alive() {
    return hazelcast.getLifecycleService().isRunning();
  }

  /** This node has committed; never blocks, never throws. */
  void committed(long size) {
    announcer.committed(size);
  }

  private void publish(long size) {
    if (members() < 2) {
      return;
    }
    vertx.eventBus().publish(ADDRESS, size, new DeliveryOptions().setSendTimeout(1_000));
    meters.message(ClusterMeters.Direction.SENT);
  }

  @Override
  public void close() {
    meters.members(0);
    try {
      await(vertx.close(), LEAVE_LIMIT);
    } catch (RuntimeException e) {
      LOG.warn("the event bus did not end in time: {}", String.valueOf(e.getMessage()));
    }
    hazelcast.getLifecycleService().terminate();
  }

  private static <T> T await(Future<T> future, Duration limit) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
