package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import dev.sealkeep.service.fault.network.PrivateNetwork;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** What breaks between machines. */
final class NetworkFaults {
  private static final int KILOBITS = 256;
  private static final int FLAP_MILLIS = 400;

  private final PrivateNetwork network;

  NetworkFaults(Cluster cluster) {
    this.network = cluster.network();
  }

  private static String path(int node) {
    return "path of " + node;
  }

  Fault fromPeers(int node) {
    return new Simple(
        "node " + node + " cut off from the others",
        Set.of(path(node)),
        Set.of(),
        () ->
            peers(
                node,
                peer -> {
                  network.silence(node, PrivateNetwork.node(peer));
                  network.silence(peer, PrivateNetwork.node(node));
                }),
        () ->
            peers(
                node,
                peer -> {
                  network.restore(node, PrivateNetwork.node(peer));
                  network.restore(peer, PrivateNetwork.node(node));
                }));
  }

  private static void peers(int node, IntConsumer each) {
    IntStream.rangeClosed(1, Cluster.NODES).filter(peer -> peer != node).forEach(each);
  }

  Fault fromDatabase(int node) {
    return silent("node " + node + " cut off from the database", node, PrivateNetwork.database());
  }

  Fault fromClients(int node) {
    return silent("node " + node + " cut off from clients", node, PrivateNetwork.clients());
  }

  private Fault silent(String name, int node, String address) {
    return new Simple(
        name,
        Set.of(path(node)),
        Set.of(node),
        () -> network.silence(node, address),
        () -> network.restore(node, address));
  }

  Fault isolated(int node) {
    Fault peers = fromPeers(node);
    Fault database = fromDatabase(node);
    Fault clients = fromClients(node);
    return new Simple(
        "node " + node + " cut off from all",
        Set.of(path(node)),
        Set.of(node),
        () -> {
          peers.begin();
          database.begin();
          clients.begin();
        },
        () -> {
          clients.lift();
          database.lift();
          peers.lift();
        });
  }

  /** Packets come back by a path that is broken one way only: what is asked of it arrives. */
  Fault flapping(int node) {
    return new Repeated(
        "node " + node + "'s path to the database comes and goes",
        Set.of(path(node)),
        Set.of(),
        () -> network.silence(node, PrivateNetwork.database()),
        () -> network.restore(node, PrivateNetwork.database()),
        FLAP_MILLIS);
  }

  Fault narrow(int node, Random random) {
    int kilobits = KILOBITS + random.nextInt(KILOBITS);
    return new Simple(
        "node " + node + " on " + kilobits + " kbit/s, and what is more is lost",
        Set.of("link of " + node),
        Set.of(),
        () -> network.narrow(node, kilobits),
        () -> network.widen(node));
  }
}
