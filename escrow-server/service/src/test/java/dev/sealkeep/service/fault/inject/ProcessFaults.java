package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import dev.sealkeep.service.fault.network.Member;
import java.util.Set;

/** What happens to a node's process. */
final class ProcessFaults {
  private final Cluster cluster;

  ProcessFaults(Cluster cluster) {
    this.cluster = cluster;
  }

  private static Set<String> process(int node) {
    return Set.of("process of " + node, "path of " + node);
  }

  Fault killed(int node) {
    Member member = cluster.member(node);
    return new Simple(
        "node " + node + " killed", process(node), Set.of(node), member::kill, member::start);
  }

  /** Killed again and again while it starts. */
  Fault killedWhileItStarts(int node) {
    Member member = cluster.member(node);
    return new Repeated(
        "node " + node + " killed while it starts",
        process(node),
        Set.of(node),
        member::kill,
        member::start,
        900);
  }

  Fault terminated(int node) {
    Member member = cluster.member(node);
    return new Simple(
        "node " + node + " told to stop",
        process(node),
        Set.of(node),
        member::terminate,
        member::start);
  }

  Fault paused(int node) {
    Member member = cluster.member(node);
    return new Simple(
        "node " + node + " paused", process(node), Set.of(node), member::pause, member::resume);
  }

  /** Long enough each time that transactions time out under it, and it never knows. */
  Fault stuttering(int node) {
    Member member = cluster.member(node);
    return new Repeated(
        "node " + node + " paused again and again",
        process(node),
        Set.of(),
        member::pause,
        member::resume,
        700);
  }
}
