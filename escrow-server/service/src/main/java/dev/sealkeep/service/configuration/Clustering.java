package dev.sealkeep.service.configuration;

import java.nio.file.Path;
import java.util.List;

/**
 * How a node and the others that share its database find one another.
 *
 * @param discovery where the others are: {@code cluster-members}, {@code cluster-dns} or {@code
 *     cluster-kubernetes}
 * @param host {@code cluster-host}: this node's name or address in its cluster certificate, to
 *     which both ports are bound; must be a loopback or private address
 * @param port {@code cluster-port}: the port of Hazelcast; default 5701
 * @param busPort {@code cluster-bus-port}: the port of the event bus, 0 for any; default 5702
 * @param tls {@code cluster-tls}: the directory with the node's cluster certificate; default {@code
 *     cluster} in the data directory
 */
public record Clustering(Discovery discovery, String host, int port, int busPort, Path tls) {
  /** The default port of Hazelcast. */
  public static final int PORT = 5701;

  /** The default port of the event bus. */
  public static final int BUS_PORT = 5702;

  /** Where the other nodes are. */
  public sealed interface Discovery {
    /** At these places; this node may be among them. */
    record Members(List<DatabaseServer.Host> peers) implements Discovery {
      /** Copies the list. */
      public Members {
        peers = List.copyOf(peers);
      }
    }

    /** At every address of a name, on this node's own {@code cluster-port}. */
    record Dns(String name) implements Discovery {}

    /** At every address of a headless service's DNS name. */
    record Kubernetes(String service) implements Discovery {}
  }
}
