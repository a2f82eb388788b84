package dev.sealkeep.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.cluster.impl.ConfigMismatchException;
import com.hazelcast.internal.cluster.impl.MasterNodeChangedException;
import com.hazelcast.internal.cluster.impl.VersionMismatchException;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.spi.exception.TargetNotMemberException;
import com.hazelcast.spi.impl.SerializationServiceSupport;
import dev.sealkeep.keystore.store.postgresql.FreePort;
import dev.sealkeep.service.configuration.Clustering;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What invariant 8 says of Hazelcast, on an instance that runs. */
@Timeout(120)
class HazelcastSettingsTest {
  private static int port;
  private static HazelcastInstance instance;
  private static Config running;

  private static Clustering clustering(Clustering.Discovery discovery, int port) {
    return new Clustering(discovery, ClusterScene.HOST, port, 0, Path.of("unused"));
  }

  private static Config of(Clustering.Discovery discovery) {
    return HazelcastSettings.of(
        clustering(discovery, port), InetAddress.getLoopbackAddress(), "log.example/a");
  }

  @BeforeAll
  static void start() {
    port = FreePort.any();
    instance = Hazelcast.newHazelcastInstance(of(new Clustering.Discovery.Dns("localhost")));
    running = instance.getConfig();
  }

  @AfterAll
  static void stop() {
    instance.getLifecycleService().terminate();
  }

  @Test
  void onlyMembersHaveAPortAndItIsBoundToOneAddress() {
    assertThat(running.getAdvancedNetworkConfig().isEnabled()).isTrue();
    assertThat(running.getAdvancedNetworkConfig().getEndpointConfigs().keySet())
        .containsExactly(EndpointQualifier.MEMBER);
    assertThat(running.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(running.getProperty("hazelcast.socket.server.bind.any")).isEqualTo("false");
    assertThat(instance.getCluster().getLocalMember().getAddress().getPort()).isEqualTo(port);
    assertThatThrownBy(
            () -> {
              try (Socket other = new Socket()) {
                other.connect(new InetSocketAddress("127.0.0.2", port), 2_000);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void clientsRestAndMemcacheAreTurnedAway() throws IOException {
    for (String opening : new String[] {"CP2", "GET", "PUT", "get", "set"}) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        socket
            .getOutputStream()
            .write(
                (opening + " /hazelcast/health HTTP/1.1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        // HZX is how a member says that it does not speak that protocol.
        assertThat(answer(socket)).as(opening).isIn("", "HZX");
      }
    }
  }

  private static String answer(Socket socket) {
    StringBuilder answer = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read(); next >= 0; ) {
        answer.append((char) next);
        next = socket.getInputStream().read();
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is kept", e);
    } catch (IOException e) {
      // Reset: it is turned away.
    }
    return answer.toString();
  }

  @Test
  @SuppressWarnings("deprecation") // Deprecated things have to be off too.
  void whatIsNotNeededIsOff() {
    JoinConfig join = running.getAdvancedNetworkConfig().getJoin();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(running.getJetConfig().isEnabled()).isFalse();
    assertThat(running.getJetConfig().isResourceUploadEnabled()).isFalse();
    assertThat(running.getRestConfig().isEnabled()).isFalse();
    assertThat(running.getManagementCenterConfig().isScriptingEnabled()).isFalse();
    assertThat(running.getManagementCenterConfig().isConsoleEnabled()).isFalse();
    assertThat(running.getManagementCenterConfig().isDataAccessEnabled()).isFalse();
    assertThat(running.getMetricsConfig().isEnabled()).isFalse();
    assertThat(running.getMetricsConfig().getManagementCenterConfig().isEnabled()).isFalse();
    assertThat(running.getMetricsConfig().getJmxConfig().isEnabled()).isFalse();
    assertThat(running.getUserCodeDeploymentConfig().isEnabled()).isFalse();
    assertThat(running.getNamespacesConfig().isEnabled()).isFalse();
    assertThat(running.getCPSubsystemConfig().getCPMemberCount()).isZero();
    assertThat(running.getPersistenceConfig().isEnabled()).isFalse();
    assertThat(running.getHotRestartPersistenceConfig().isEnabled()).isFalse();
    assertThat(running.getDynamicConfigurationConfig().isPersistenceEnabled()).isFalse();
    assertThat(running.getInstanceTrackingConfig().isEnabled()).isFalse();
    assertThat(running.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(running.getProperty("hazelcast.jmx")).isEqualTo("false");
    assertThat(running.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
    assertThatThrownBy(instance::getJet).hasMessageContaining("Jet engine is disabled");
  }

  @Test
  void everyFilterIsAnAllowListThatIsNotEmpty() {
    assertThat(
            Stream.of(
                running.getSerializationConfig().getJavaSerializationFilterConfig(),
                running
                    .getSerializationConfig()
                    .getCompactSerializationConfig()
                    .getZeroConfigFilter(),
                running.getSqlConfig().getJavaReflectionFilterConfig()))
        .allMatch(JavaSerializationFilterConfig::isDefaultsDisabled)
        .noneMatch(filter -> filter.getWhitelist().isEmpty());
  }

  /** Counts how often one was read. */
  private static final class Serialized implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger READ = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READ.incrementAndGet();
    }
  }

  /** Hazelcast would make one of these from nothing but its name and fields. */
  record Compact(String text) {}

  @Test
  void aClassOffTheAllowListIsNotDeserialised() {
    SerializationService service =
        ((SerializationServiceSupport) instance).getSerializationService();
    Data data = service.toData(new Serialized());

    assertThatThrownBy(() -> service.toObject(data))
        .hasRootCauseInstanceOf(SecurityException.class)
        .hasMessageContaining("Serialized is not allowed");
    assertThat(Serialized.READ).hasValue(0);
    assertThatThrownBy(() -> service.toObject(service.toData(new Compact("text"))))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("Compact");
  }

  @Test
  void whyAnOperationFailedIsReadWhicheverPartOfHazelcastSaysIt() {
    SerializationService service =
        ((SerializationServiceSupport) instance).getSerializationService();
    List<Throwable> failures =
        List.of(
            new IllegalStateException("told"),
            new TargetNotMemberException("told"),
            new PartitionStateVersionMismatchException(1, 2),
            new ClusterTopologyChangedException("told"),
            new MasterNodeChangedException("told"),
            new ConfigMismatchException("told"),
            new VersionMismatchException("told"));

    for (Throwable failure : failures) {
      Throwable read = service.toObject(service.toData(failure));
      assertThat(read).hasSameClassAs(failure).hasMessage(failure.getMessage());
    }
  }

  @Test
  void nothingButTheLogsNameIsToldOfTheNode() {
    assertThat(running.getClusterName()).isEqualTo("sealkeep log.example/a");
    assertThat(running.getMemberAttributeConfig().getAttributes()).isEmpty();
    assertThat(running.getUserContext()).isEmpty();
  }

  @Test
  void aServiceOfKubernetesIsLookedUpByItsNameAlone() {
    Config config =
        HazelcastSettings.of(
            clustering(new Clustering.Discovery.Kubernetes("localhost"), FreePort.any()),
            InetAddress.getLoopbackAddress(),
            "log.example/a");
    config
        .getAdvancedNetworkConfig()
        .getJoin()
        .getKubernetesConfig()
        .setProperty("service-port", String.valueOf(port));
    HazelcastInstance pod = Hazelcast.newHazelcastInstance(config);
    try {
      assertThat(
              pod.getConfig()
                  .getAdvancedNetworkConfig()
                  .getJoin()
                  .getKubernetesConfig()
                  .getProperties())
          .containsOnlyKeys("service-dns", "service-port", "service-dns-timeout");
      // The other member is the instance of the other tests.
      assertThat(pod.getCluster().getMembers()).hasSize(2);
    } finally {
      pod.getLifecycleService().terminate();
    }
  }
}
