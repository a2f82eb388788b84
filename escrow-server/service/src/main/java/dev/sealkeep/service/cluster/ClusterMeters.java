package dev.sealkeep.service.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of the cluster; every series exists from the start, also on a node of none. */
public final class ClusterMeters {
  /** Which way a message went. */
  public enum Direction {
    /** To the other nodes. */
    SENT,
    /** From another node, of entries that this one did not know. */
    RECEIVED
  }

  private final AtomicInteger members = new AtomicInteger();
  private final Map<Direction, Counter> messages = new EnumMap<>(Direction.class);

  /** Registers the meters. */
  public ClusterMeters(MeterRegistry registry) {
    Gauge.builder("sealkeep.cluster.members", members, AtomicInteger::get)
        .description("Nodes that this one sees, itself included")
        .register(registry);
    for (Direction direction : Direction.values()) {
      messages.put(
          direction,
          Counter.builder("sealkeep.cluster.messages")
              .description("Messages of what was committed")
              .tag("direction", direction.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void members(int count) {
    members.set(count);
  }

  void message(Direction direction) {
    Counter counter = messages.get(direction);
    if (counter != null) {
      counter.increment();
    }
  }
}
