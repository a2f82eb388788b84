package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import dev.sealkeep.service.fault.network.SkewedClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clocks that are wrong. */
final class ClockFaults {
  /** What a node has to refuse to work with. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int MOST_SECONDS = 3_600;

  private final Cluster cluster;

  ClockFaults(Cluster cluster) {
    this.cluster = cluster;
  }

  boolean possible() {
    return cluster.databaseClock().isPresent();
  }

  private static Duration shift(Random random) {
    Duration shift =
        switch (random.nextInt(3)) {
          case 0 -> Duration.ofMillis(200 + random.nextInt(1_500));
          case 1 -> Duration.ofMillis(3_000 + random.nextInt(10_000));
          default -> Duration.ofSeconds(20L + random.nextInt(MOST_SECONDS));
        };
    return random.nextBoolean() ? shift : shift.negated();
  }

  Fault ofNode(int node, Random random) {
    SkewedClock clock = cluster.clock(node).orElseThrow();
    Duration shift = shift(random);
    return new Simple(
        "node " + node + "'s clock wrong by " + shift,
        Set.of("clock of " + node, "clock of the database"),
        shift.abs().compareTo(LIMIT) > 0 ? Set.of(node) : Set.of(),
        () -> clock.set(shift),
        () -> clock.set(Duration.ZERO));
  }

  /**
   * The nodes refuse to commit; those whose clocks follow the database's would be fooled with it.
   */
  Fault ofDatabase(Random random) {
    SkewedClock clock = cluster.databaseClock().orElseThrow();
    Duration shift = shift(random);
    Set<String> touches =
        IntStream.rangeClosed(1, Cluster.NODES)
            .mapToObj(node -> "clock of " + node)
            .collect(Collectors.toCollection(HashSet::new));
    touches.add("clock of the database");
    return new Simple(
        "the database's clock wrong by " + shift,
        touches,
        shift.abs().compareTo(LIMIT) > 0 ? DatabaseFaults.everyNode() : Set.of(),
        () -> clock.set(shift),
        () -> clock.set(Duration.ZERO));
  }

  /**
   * The database and one node agree on a wrong time, so that entries of the future are written;
   * then nothing can be until that time has come.
   */
  Fault ofDatabaseAndNode(int node, Random random) {
    SkewedClock own = cluster.clock(node).orElseThrow();
    SkewedClock database = cluster.databaseClock().orElseThrow();
    Duration shift = Duration.ofMillis(2_500 + random.nextInt(5_000));
    Fault all = ofDatabase(new Random(0));
    return new Simple(
        "the database's and node " + node + "'s clocks fast by " + shift,
        all.touches(),
        Set.of(1 + node % Cluster.NODES),
        () -> {
          database.set(shift);
          own.set(shift);
        },
        () -> {
          own.set(Duration.ZERO);
          database.set(Duration.ZERO);
        });
  }
}
