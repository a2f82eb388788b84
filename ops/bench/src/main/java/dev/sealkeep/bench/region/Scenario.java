package dev.sealkeep.bench.region;

import dev.sealkeep.service.configuration.ServerConfiguration;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What boots, and on what. Times in seconds.
 *
 * @param guests virtual machines that boot
 * @param spread over how long they power on, evenly; 0 for all at once
 * @param nodes nodes of the escrow, which a balancer hands connections to in turn
 * @param processors of each node
 * @param databaseProcessors of the database server; 0 if nodes have the database within
 * @param shared what of its processors the one machine has left, if nodes, database server and
 *     guests share one, as in a boot storm on loopback; 0 if each has its own
 * @param roundTrip between a guest and a node
 * @param databaseRoundTrip between a node and the database server, beyond what the costs hold
 * @param evidence how long a guest's device takes for its evidence
 * @param agentDeadline when a guest's agent gives up; it is started again after {@code agentPause}
 * @param agentPause see {@code agentDeadline}
 * @param connectTimeout how long a guest waits for a connection
 * @param sockets connections that all guests may have open together; 0 for no bound
 * @param connections that a node lets be open
 * @param chips that the guests run on, each with a certificate (VCEK) of its own
 * @param collateral what is known of the certificates when the guests power on
 * @param vendor how many certificates the vendor hands out in a second
 * @param vendorLatency how long the vendor takes for one
 * @param limit when the model stops, whoever has a key or not
 * @param search whether a run that is far behind its limit may be given up
 * @param seed of everything that is drawn
 */
record Scenario(
    int guests,
    double spread,
    int nodes,
    int processors,
    int databaseProcessors,
    double shared,
    double roundTrip,
    double databaseRoundTrip,
    double evidence,
    double agentDeadline,
    double agentPause,
    double connectTimeout,
    int sockets,
    int connections,
    int chips,
    Collateral collateral,
    double vendor,
    double vendorLatency,
    double limit,
    boolean search,
    long seed) {
  private static final ServerConfiguration DEFAULTS = ServerConfiguration.forData(Path.of("node"));

  /** A request that is not answered by then gets a 503; {@code request-deadline}'s default. */
  static final double REQUEST_DEADLINE = DEFAULTS.requestDeadline().toSeconds();

  /** Releases that may wait for their turn at a node; {@code queue}'s default. */
  static final int QUEUE = DEFAULTS.queue();

  /** How long; {@code queue-deadline}'s default. */
  static final Duration QUEUE_DEADLINE = DEFAULTS.load().queueDeadline();

  /** Releases in progress for each processor; {@code releases-at-once}'s default. */
  static final int AT_ONCE = 32;

  /** Releases in a second that a node counts on for each processor, until it has measured. */
  static final double PACE = 250;

  /** A connection without a request is closed by then. */
  static final double IDLE = 60;

  /** What nodes have of the chips' certificates. */
  enum Collateral {
    /** Each chip's is in the database, as after an outage of power. */
    HELD,
    /** The chips are known but each has a new certificate, as after an update of firmware. */
    NEW_TCB,
    /** No evidence ever verified with these chips, as after a restore without the cache. */
    STRANGERS
  }

  /**
   * Whether an agent that is told to come back keeps its connection meanwhile: if it knows of one
   * endpoint only, such as a balancer. The guests of a storm know each node.
   */
  boolean keepsConnections() {
    return shared == 0 || nodes == 1;
  }

  /** The same on that many nodes. */
  Scenario withNodes(int number) {
    return with(number, limit, search, seed);
  }

  /** The same, of use only if all have keys after so many seconds. */
  Scenario within(double seconds) {
    return with(nodes, seconds, true, seed);
  }

  /** The same with other draws. */
  Scenario withSeed(long other) {
    return with(nodes, limit, search, other);
  }

  private Scenario with(int number, double seconds, boolean given, long draws) {
    return new Scenario(
        guests,
        spread,
        number,
        processors,
        databaseProcessors,
        shared,
        roundTrip,
        databaseRoundTrip,
        evidence,
        agentDeadline,
        agentPause,
        connectTimeout,
        sockets,
        connections,
        chips,
        collateral,
        vendor,
        vendorLatency,
        seconds,
        given,
        draws);
  }
}
