package dev.sealkeep.service.cluster;

import dev.sealkeep.service.configuration.Clustering;
import dev.sealkeep.service.configuration.DatabaseServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A cluster CA and nodes of it on the loopback interface. */
public final class ClusterScene {
  /** Where all the nodes are. */
  public static final String HOST = "127.0.0.1";

  private final Path directory;
  private final ClusterAuthority authority;
  private final SecureRandom random = new SecureRandom();

  /** Makes a CA in {@code directory}. */
  public ClusterScene(Path directory) {
    this.directory = directory;
    this.authority = ClusterAuthority.create(directory.resolve("authority"), random, Instant.now());
  }

  /** The files of a node, whose certificate is for {@code names}. */
  public ClusterTlsFiles files(String node, String... names) {
    ClusterTlsFiles files = ClusterTlsFiles.in(directory.resolve(node));
    files.issue(authority, List.of(names), random, Instant.now());
    return files;
  }

  /** The settings of a node that looks for others on these ports. */
  public Clustering node(String node, int port, Integer... others) {
    Path tls = files(node, HOST).ca().resolveSibling("");
    return new Clustering(
        new Clustering.Discovery.Members(
            Arrays.stream(others).map(other -> new DatabaseServer.Host(HOST, other)).toList()),
        HOST,
        port,
        0,
        tls);
  }
}
