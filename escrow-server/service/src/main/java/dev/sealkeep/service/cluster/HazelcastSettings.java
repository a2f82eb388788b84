package dev.sealkeep.service.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TcpIpConfig;
import dev.sealkeep.service.configuration.Clustering;
import dev.sealkeep.service.configuration.DatabaseServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Map;

/**
 * Hazelcast with one port for its members and nothing else (invariant 8). What could be reached by
 * it and is not needed is off, so that who gets to the port can disturb the hints and no more.
 */
final class HazelcastSettings {
  /** Members of one cluster only speak to members of a cluster of that name. */
  private static final String NAME_PREFIX = "sealkeep ";

  private static final String CONNECT_SECONDS = "3";

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.socket.server.bind.any", "false"),
          Map.entry("hazelcast.socket.client.bind.any", "false"),
          Map.entry("hazelcast.socket.connect.timeout.seconds", CONNECT_SECONDS),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.jmx", "false"),
          Map.entry("hazelcast.metrics.jmx.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.logging.emoji.enabled", "false"),
          // The node says when it ends.
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          // What is lost with a member is made again by the others, so nothing waits for it.
          Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "10"));

  private HazelcastSettings() {}

  /**
   * The configuration of one member.
   *
   * @param address what it binds to
   * @param origin the log's name, which is public and tells this cluster from others
   */
  static Config of(Clustering clustering, InetAddress address, String origin) {
    Config config = new Config();
    config.setClusterName(NAME_PREFIX + origin);
    PROPERTIES.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.prefer.ipv4.stack", String.valueOf(!(address instanceof Inet6Address)));
    config.setProperty(
        "hazelcast.discovery.enabled",
        String.valueOf(clustering.discovery() instanceof Clustering.Discovery.Kubernetes));
    closeWhatIsNotNeeded(config);
    filterClasses(config);
    config.setAdvancedNetworkConfig(network(clustering, address));
    // As vertx-hazelcast would have them.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  @SuppressWarnings("deprecation") // Deprecated things have to be off too.
  private static void closeWhatIsNotNeeded(Config config) {
    config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
    config.getRestConfig().setEnabled(false);
    config
        .getManagementCenterConfig()
        .setScriptingEnabled(false)
        .setConsoleEnabled(false)
        .setDataAccessEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config.getMetricsConfig().getManagementCenterConfig().setEnabled(false);
    config.getMetricsConfig().getJmxConfig().setEnabled(false);
    config.getUserCodeDeploymentConfig().setEnabled(false);
    config.getNamespacesConfig().setEnabled(false);
    config.getCPSubsystemConfig().setCPMemberCount(0).setPersistenceEnabled(false);
    config.getPersistenceConfig().setEnabled(false);
    config.getHotRestartPersistenceConfig().setEnabled(false);
    config.getDynamicConfigurationConfig().setPersistenceEnabled(false);
    config.getInstanceTrackingConfig().setEnabled(false);
    config.getAuditlogConfig().setEnabled(false);
  }

  /** An allow-list must not be empty: with the defaults disabled an empty one allows everything. */
  private static void filterClasses(Config config) {
    JavaSerializationFilterConfig serializable =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    serializable.setWhitelist(failures());
    config
        .getSerializationConfig()
        .setAllowUnsafe(false)
        .setEnableSharedObject(false)
        .setJavaSerializationFilterConfig(serializable);
    config
        .getSerializationConfig()
        .getCompactSerializationConfig()
        .setZeroConfigFilter(
            new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(failures()));
    config
        .getSqlConfig()
        .setJavaReflectionFilterConfig(
            new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(failures()));
  }

  /**
   * What members send each other by Java's serialization: why an operation failed, such as that a
   * partition has moved. A failure that cannot be read is a call that waits until its time is up.
   * vertx-hazelcast sends nothing that way.
   */
  private static ClassFilter failures() {
    return new ClassFilter()
        .addClasses(
            "java.lang.Throwable",
            "java.lang.Exception",
            "java.lang.RuntimeException",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.StackTraceElement",
            "[Ljava.lang.StackTraceElement;",
            "java.util.Collections$EmptyList",
            "java.util.concurrent.CancellationException",
            "java.util.concurrent.TimeoutException",
            "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
            "com.hazelcast.internal.cluster.impl.ConfigMismatchException",
            "com.hazelcast.internal.cluster.impl.MasterNodeChangedException",
            "com.hazelcast.internal.cluster.impl.VersionMismatchException",
            "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
            "com.hazelcast.nio.serialization.HazelcastSerializationException")
        .addPackages("com.hazelcast.core", "com.hazelcast.spi.exception");
  }

  /** With an endpoint for members alone there is none for clients, REST or memcache. */
  private static AdvancedNetworkConfig network(Clustering clustering, InetAddress address) {
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig();
    members
        .setPort(clustering.port())
        .setPortAutoIncrement(false)
        .setReuseAddress(true)
        .setInterfaces(
            new InterfacesConfig().setEnabled(true).addInterface(address.getHostAddress()));
    AdvancedNetworkConfig network = new AdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(members);
    network.setJoin(join(clustering));
    return network;
  }

  private static JoinConfig join(Clustering clustering) {
    JoinConfig join = new JoinConfig();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    TcpIpConfig listed = join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(3);
    switch (clustering.discovery()) {
      case Clustering.Discovery.Members members ->
          members.peers().forEach(peer -> listed.setEnabled(true).addMember(place(peer)));
      case Clustering.Discovery.Dns dns ->
          listed
              .setEnabled(true)
              .addMember(place(new DatabaseServer.Host(dns.name(), clustering.port())));
      case Clustering.Discovery.Kubernetes kubernetes ->
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("service-dns", kubernetes.service())
              .setProperty("service-port", String.valueOf(clustering.port()))
              .setProperty("service-dns-timeout", CONNECT_SECONDS);
    }
    return join;
  }

  private static String place(DatabaseServer.Host peer) {
    return peer.name().contains(":")
        ? "[%s]:%d".formatted(peer.name(), peer.port())
        : peer.name() + ":" + peer.port();
  }
}
