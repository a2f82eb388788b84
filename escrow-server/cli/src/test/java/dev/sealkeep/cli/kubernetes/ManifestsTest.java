package dev.sealkeep.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sealkeep.simulator.emulate.Needs;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the base and each overlay build, by the test's own builder and, where it is, by kubectl. */
@NullUnmarked
final class ManifestsTest {
  static final Path K8S = Path.of(System.getProperty("sealkeep.root"), "k8s");
  private static final List<String> BUILDS =
      List.of("base", "overlays/evaluation", "overlays/production");
  private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/name", "sealkeep");
  private static final long USER = 65_532;

  static List<Installation> installations() throws Exception {
    List<Installation> built = new ArrayList<>();
    for (String build : BUILDS) {
      Path directory = K8S.resolve(build);
      built.add(Installation.of(build, Overlay.build(directory)));
      if (Kubectl.installed()) {
        built.add(Installation.of(build + " by kubectl", Kubectl.build(directory)));
      }
    }
    return built;
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyObjectIsDecodedAndNothingIsMissing(Installation installation) {
    int configuration = installation.name().startsWith("base") ? 0 : 1;
    assertThat(installation.all(V1ConfigMap.class)).hasSize(configuration);
    assertThat(installation.all(V1Service.class)).hasSize(2);
    assertThat(installation.only(V1StatefulSet.class).getKind()).isEqualTo("StatefulSet");
    assertThat(installation.only(V1PodDisruptionBudget.class).getKind())
        .isEqualTo("PodDisruptionBudget");
  }

  @Test
  void anUnknownFieldIsRefusedHoweverDeepItStands() throws Exception {
    for (String path :
        List.of(
            "",
            "/spec",
            "/spec/template/spec",
            "/spec/template/spec/securityContext",
            "/spec/template/spec/containers/0",
            "/spec/template/spec/containers/0/livenessProbe/httpGet",
            "/spec/template/spec/volumes/0",
            "/spec/volumeClaimTemplates/0/spec")) {
      ObjectNode set = statefulSet();
      assertThat(Installation.decode(set)).isInstanceOf(V1StatefulSet.class);

      ((ObjectNode) set.at(path)).put("readOnlyRootFileSystem", true);

      assertThatThrownBy(() -> Installation.decode(set))
          .as(path)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("readOnlyRootFileSystem");
    }
  }

  private static ObjectNode statefulSet() throws IOException {
    return Overlay.build(K8S.resolve("base")).stream()
        .filter(object -> object.path("kind").asText().equals("StatefulSet"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void kubectlBuildsWhatTheTestsOwnBuilderDoes() throws Exception {
    Needs.program("kubectl", "kubernetes-client");
    for (String build : BUILDS) {
      Path directory = K8S.resolve(build);
      assertThat(Installation.of("", Overlay.build(directory)).objects())
          .as(build)
          .containsExactlyInAnyOrderElementsOf(
              Installation.of("", Kubectl.build(directory)).objects());
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyContainerIsConfined(Installation installation) {
    assertThat(installation.containers()).isNotEmpty();
    for (V1Container container : installation.containers()) {
      V1SecurityContext context = container.getSecurityContext();
      assertThat(context.getAllowPrivilegeEscalation()).isFalse();
      assertThat(context.getReadOnlyRootFilesystem()).isTrue();
      assertThat(context.getRunAsNonRoot()).isTrue();
      assertThat(context.getPrivileged()).isNull();
      assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(context.getCapabilities().getAdd()).isNullOrEmpty();
      // Nothing that would take the place of what the pod says.
      assertThat(context.getRunAsUser()).isNull();
      assertThat(context.getSeccompProfile()).isNull();
      assertThat(container.getResources().getLimits()).containsKey("memory");
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void thePodIsRestrictedAndItsNamespaceTakesNoOther(Installation installation) {
    V1PodSpec pod = installation.pod();
    V1PodSecurityContext context = pod.getSecurityContext();
    assertThat(context.getRunAsNonRoot()).isTrue();
    assertThat(context.getRunAsUser()).isEqualTo(USER);
    assertThat(context.getRunAsGroup()).isEqualTo(USER);
    assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    for (V1Volume volume : pod.getVolumes()) {
      assertThat(volume.getHostPath()).as(volume.getName()).isNull();
    }
    assertThat(installation.only(V1Namespace.class).getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  /** Otherwise each start would make the root KEK readable for the group, and be refused. */
  @ParameterizedTest
  @MethodSource("installations")
  void theVolumeIsTheUsersAndItsFilesKeepTheirModes(Installation installation) {
    V1PodSecurityContext context = installation.pod().getSecurityContext();
    assertThat(context.getFsGroup()).isEqualTo(USER);
    assertThat(context.getFsGroupChangePolicy()).isEqualTo("OnRootMismatch");
  }

  /** The kinds of objects are limited where they are decoded, so there is no role to be bound. */
  @ParameterizedTest
  @MethodSource("installations")
  void noPodHasATokenOfTheCluster(Installation installation) {
    V1ServiceAccount account = installation.only(V1ServiceAccount.class);
    assertThat(account.getAutomountServiceAccountToken()).isFalse();
    assertThat(installation.pod().getAutomountServiceAccountToken()).isFalse();
    assertThat(installation.pod().getServiceAccountName())
        .isEqualTo(account.getMetadata().getName());
    assertThatThrownBy(
            () ->
                Installation.decode(
                    Overlay.documents("{apiVersion: rbac.authorization.k8s.io/v1, kind: Role}")
                        .getFirst()))
        .hasMessageContaining("rbac.authorization.k8s.io/v1/Role");
  }

  /** Invariant 7: no secret in an environment variable. */
  @ParameterizedTest
  @MethodSource("installations")
  void noSecretIsAnEnvironmentVariable(Installation installation) {
    for (V1Container container : installation.containers()) {
      assertThat(container.getEnvFrom()).isNullOrEmpty();
      Optional.ofNullable(container.getEnv())
          .orElse(List.of())
          .forEach(variable -> assertThat(variable.getValueFrom()).isNull());
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void aDrainOfMachinesTakesOneNodeAtATime(Installation installation) {
    var budget = installation.only(V1PodDisruptionBudget.class).getSpec();
    assertThat(budget.getMaxUnavailable()).isEqualTo(new IntOrString(1));
    assertThat(budget.getMinAvailable()).isNull();
    assertThat(budget.getSelector().getMatchLabels()).isEqualTo(LABELS);
    assertThat(podLabels(installation)).containsAllEntriesOf(LABELS);
  }

  private static Map<String, String> podLabels(Installation installation) {
    return installation.only(V1StatefulSet.class).getSpec().getTemplate().getMetadata().getLabels();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void nodesFindEachOtherByAHeadlessService(Installation installation) {
    var set = installation.only(V1StatefulSet.class).getSpec();
    V1Service nodes = service(installation, set.getServiceName());
    assertThat(nodes.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(nodes.getSpec().getPublishNotReadyAddresses()).isTrue();
    assertThat(nodes.getSpec().getSelector()).isEqualTo(LABELS);
    assertThat(nodes.getSpec().getPorts())
        .extracting(V1ServicePort::getPort)
        .containsExactly(5701, 15701);
  }

  /** Guests never meet the cluster's ports at the address that they know. */
  @ParameterizedTest
  @MethodSource("installations")
  void theServiceForGuestsHasTheApiAlone(Installation installation) {
    V1Service api = service(installation, "sealkeep");
    assertThat(api.getSpec().getPorts()).extracting(V1ServicePort::getPort).containsExactly(8443);
    assertThat(api.getSpec().getPublishNotReadyAddresses()).isNull();
    assertThat(api.getSpec().getSelector()).isEqualTo(LABELS);
  }

  private static V1Service service(Installation installation, String name) {
    return installation.all(V1Service.class).stream()
        .filter(service -> name.equals(service.getMetadata().getName()))
        .findFirst()
        .orElseThrow();
  }

  /** The high-water file and the node's id are of one node and outlive its pod. */
  @ParameterizedTest
  @MethodSource("installations")
  void everyNodeHasAVolumeOfItsOwn(Installation installation) {
    var set = installation.only(V1StatefulSet.class).getSpec();
    assertThat(set.getVolumeClaimTemplates())
        .singleElement()
        .satisfies(claim -> assertThat(claim.getMetadata().getName()).isEqualTo("data"));
    assertThat(set.getPersistentVolumeClaimRetentionPolicy()).isNull();
    assertThat(installation.node().getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getName()).isEqualTo("data");
              assertThat(mount.getMountPath()).isEqualTo("/var/lib/sealkeep");
              assertThat(mount.getReadOnly()).isNull();
            });
  }

  /** A drain may wait three times for 15 s: for requests, counts, and word to the others. */
  @ParameterizedTest
  @MethodSource("installations")
  void aNodeHasTimeToDrain(Installation installation) {
    assertThat(installation.pod().getTerminationGracePeriodSeconds()).isGreaterThan(3 * 15);
  }
}
