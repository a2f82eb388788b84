package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import java.util.Locale;
import java.util.Random;

/** The faults there are. */
public enum FaultKind {
  /** A node and the others do not reach one another; all reach the database. */
  CUT_FROM_PEERS,
  /** What a node sends to the database is lost. */
  CUT_FROM_DATABASE,
  /** What a node sends to clients is lost; it goes on working. */
  CUT_FROM_CLIENTS,
  /** All of these. */
  ISOLATED,
  /** What a node sends to the database is lost, now and then. */
  FLAPPING_PATH,
  /** A link that is too narrow. */
  NARROW_LINK,
  /** SIGKILL, and a start later. */
  NODE_KILLED,
  /** SIGKILL again and again, each time soon after the start. */
  NODE_KILLED_WHILE_IT_STARTS,
  /** SIGTERM, and a start later. */
  NODE_TERMINATED,
  /** SIGSTOP. */
  NODE_PAUSED,
  /** SIGSTOP again and again. */
  NODE_STUTTERING,
  /** A node's clock is wrong. */
  NODE_CLOCK,
  /** The database's clock is wrong. */
  DATABASE_CLOCK,
  /** The database's clock and one node's are fast by as much. */
  AGREED_CLOCKS,
  /** The server is stopped in order, and started later. */
  DATABASE_STOPPED,
  /** SIGKILL to all of the server's processes, and a start later. */
  DATABASE_KILLED,
  /** The same again and again. */
  DATABASE_KILLED_AGAIN,
  /** SIGSTOP to all of the server's processes. */
  DATABASE_PAUSED,
  /** Every connection ended by the server, again and again. */
  CONNECTIONS_CUT,
  /** The row that orders all commits is locked by somebody else. */
  HEAD_HELD,
  /** A table that every release needs is locked by somebody else. */
  TABLE_HELD,
  /** Every connection ended, and all that there may be held by others. */
  CONNECTIONS_TAKEN,
  /** The server refuses to write. */
  DATABASE_READ_ONLY;

  /** As it is printed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether it can be done here. */
  boolean possible(Cluster cluster) {
    return switch (this) {
      case NODE_CLOCK, DATABASE_CLOCK, AGREED_CLOCKS -> new ClockFaults(cluster).possible();
      default -> true;
    };
  }

  /** One of its kind; {@code random} decides where and how much. */
  Fault make(Cluster cluster, Random random) {
    int node = 1 + random.nextInt(Cluster.NODES);
    NetworkFaults network = new NetworkFaults(cluster);
    ProcessFaults process = new ProcessFaults(cluster);
    ClockFaults clock = new ClockFaults(cluster);
    DatabaseFaults database = new DatabaseFaults(cluster);
    return switch (this) {
      case CUT_FROM_PEERS -> network.fromPeers(node);
      case CUT_FROM_DATABASE -> network.fromDatabase(node);
      case CUT_FROM_CLIENTS -> network.fromClients(node);
      case ISOLATED -> network.isolated(node);
      case FLAPPING_PATH -> network.flapping(node);
      case NARROW_LINK -> network.narrow(node, random);
      case NODE_KILLED -> process.killed(node);
      case NODE_KILLED_WHILE_IT_STARTS -> process.killedWhileItStarts(node);
      case NODE_TERMINATED -> process.terminated(node);
      case NODE_PAUSED -> process.paused(node);
      case NODE_STUTTERING -> process.stuttering(node);
      case NODE_CLOCK -> clock.ofNode(node, random);
      case DATABASE_CLOCK -> clock.ofDatabase(random);
      case AGREED_CLOCKS -> clock.ofDatabaseAndNode(node, random);
      case DATABASE_STOPPED -> database.restarted();
      case DATABASE_KILLED -> database.killed();
      case DATABASE_KILLED_AGAIN -> database.killedAgainAndAgain();
      case DATABASE_PAUSED -> database.paused();
      case CONNECTIONS_CUT -> database.connectionsCut();
      case HEAD_HELD -> database.headHeld();
      case TABLE_HELD -> database.tableHeld(random);
      case CONNECTIONS_TAKEN -> database.connectionsTaken();
      case DATABASE_READ_ONLY -> database.readOnly();
    };
  }
}
