package dev.sealkeep.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sealkeep.service.configuration.ConfigurationFile;
import dev.sealkeep.service.configuration.DatabaseServer;
import dev.sealkeep.service.configuration.ServerConfiguration;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1HTTPGetAction;
import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests and the server agree: configuration, paths, ports, probes. */
@NullUnmarked
final class NodeConfigurationTest {
  private static final Path DATA = Path.of("/var/lib/sealkeep/node");
  private static final Path SECRETS = Path.of("/run/sealkeep/secrets");

  @TempDir private Path directory;

  static List<Installation> installations() throws Exception {
    return ManifestsTest.installations();
  }

  static List<Installation> overlays() throws Exception {
    return installations().stream().filter(one -> !one.name().startsWith("base")).toList();
  }

  private static Installation production() throws Exception {
    return Installation.of(
        "production", Overlay.build(ManifestsTest.K8S.resolve("overlays/production")));
  }

  private ServerConfiguration configuration(Installation installation) throws Exception {
    String text = installation.only(V1ConfigMap.class).getData().get("server.properties");
    return ConfigurationFile.read(Files.writeString(directory.resolve("server.properties"), text));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theServerAcceptsTheConfiguration(Installation installation) throws Exception {
    ServerConfiguration configuration = configuration(installation);

    assertThat(configuration.data()).isEqualTo(DATA);
    assertThat(configuration.host()).isEqualTo("0.0.0.0");
    assertThat(configuration.port()).isEqualTo(apiPort(installation));
    assertThat(configuration.simulatedRoots()).isEmpty();
    assertThat(configuration.adoptLog()).isFalse();
    assertThat(installation.node().getArgs())
        .startsWith("server", "--config", "/etc/sealkeep/server.properties");
  }

  private static int apiPort(Installation installation) {
    return installation.node().getPorts().stream()
        .filter(port -> port.getName().equals("api"))
        .map(V1ContainerPort::getContainerPort)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void productionKeepsItsLogInADatabaseServerWhoseNameIsVerified() throws Exception {
    Installation installation = production();
    DatabaseServer database = configuration(installation).database().orElseThrow();

    assertThat(database.tls()).isTrue();
    assertThat(database.hosts()).hasSize(2);
    assertThat(installation.only(V1StatefulSet.class).getSpec().getReplicas()).isEqualTo(3);
  }

  /** Whatever the configuration names comes from the step that installs the secrets. */
  @Test
  void everySecretOfProductionIsInstalledInMemory() throws Exception {
    Installation installation = production();
    ServerConfiguration configuration = configuration(installation);
    List<String> mounted =
        volume(installation, "mounted-secrets").getProjected().getSources().stream()
            .flatMap(source -> source.getSecret().getItems().stream())
            .map(V1KeyToPath::getPath)
            .toList();

    assertThat(
            Stream.of(
                    configuration.tlsCertificate(),
                    configuration.tlsKey(),
                    configuration.database().orElseThrow().passwordFile(),
                    configuration.database().orElseThrow().ca())
                .map(file -> SECRETS.relativize(file.orElseThrow()).toString()))
        .isSubsetOf(mounted);
    assertThat(mounted).contains("root-kek");
    assertThat(volume(installation, "mounted-secrets").getProjected().getDefaultMode())
        .isEqualTo(0400);
    assertThat(volume(installation, "secrets").getEmptyDir().getMedium()).isEqualTo("Memory");
  }

  /** The node looks for the root KEK in its data directory, where only a mount point may stand. */
  @Test
  void theRootKekOfProductionLiesOverItsMountPoint() throws Exception {
    Installation installation = production();
    V1Container step =
        Optional.ofNullable(installation.pod().getInitContainers()).orElseThrow().getFirst();
    String kek = DATA.resolve("root-kek").toString();

    assertThat(step.getImage()).isEqualTo(installation.node().getImage());
    assertThat(step.getArgs())
        .containsExactly(
            "install-secrets",
            "--from",
            mount(step, "mounted-secrets").getMountPath(),
            "--to",
            SECRETS.toString(),
            "--mount-point",
            kek);
    assertThat(mount(step, "secrets").getMountPath()).isEqualTo(SECRETS.toString());
    assertThat(installation.node().getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getMountPath()).isEqualTo(kek);
              assertThat(mount.getName()).isEqualTo("secrets");
              assertThat(mount.getSubPath()).isEqualTo("root-kek");
              assertThat(mount.getReadOnly()).isTrue();
            });
    assertThat(installation.node().getVolumeMounts())
        .extracting(V1VolumeMount::getName)
        .doesNotContain("mounted-secrets");
  }

  private static V1Volume volume(Installation installation, String name) {
    return installation.pod().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static V1VolumeMount mount(V1Container container, String name) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void probesAskPathsThatTheServerHas(Installation installation) throws Exception {
    V1Container node = installation.node();
    JsonNode paths = described();
    for (V1Probe probe :
        List.of(node.getStartupProbe(), node.getReadinessProbe(), node.getLivenessProbe())) {
      V1HTTPGetAction get = probe.getHttpGet();
      assertThat(paths.path(get.getPath()).has("get")).as(get.getPath()).isTrue();
      assertThat(get.getScheme()).isEqualTo("HTTPS");
      assertThat(get.getPort().getStrValue()).isEqualTo("api");
    }
  }

  /** The paths of the server's description, which its own tests hold against its routes. */
  private static JsonNode described() throws Exception {
    try (InputStream in =
        ConfigurationFile.class.getResourceAsStream("/dev/sealkeep/service/openapi.yaml")) {
      return new YAMLMapper().readTree(in).path("paths");
    }
  }

  /** A node that drains or only starts gets no requests; it is not killed for it. */
  @ParameterizedTest
  @MethodSource("installations")
  void aNodeIsKilledOnlyIfItAnswersNothing(Installation installation) {
    V1Container node = installation.node();
    assertThat(node.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    assertThat(node.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    V1Probe startup = node.getStartupProbe();
    assertThat(startup.getHttpGet().getPath()).isEqualTo("/healthz");
    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
        .as("seconds to verify the log in")
        .isGreaterThanOrEqualTo(600);
  }
}
