package dev.sealkeep.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hazelcast has no TLS and no password, so its port is fenced (invariant 8): all policies together
 * are looked at, since what one allows no other takes back.
 */
@NullUnmarked
final class NetworkFenceTest {
  private static final List<Integer> FENCED = List.of(5701, 15701);
  private static final V1NetworkPolicyPeer NODES =
      new V1NetworkPolicyPeer()
          .podSelector(
              new V1LabelSelector().matchLabels(Map.of("app.kubernetes.io/name", "sealkeep")));

  static List<Installation> installations() throws Exception {
    return ManifestsTest.installations();
  }

  private static boolean covers(List<V1NetworkPolicyPort> ports, int port) {
    return ports == null
        || ports.isEmpty()
        || ports.stream()
            .anyMatch(
                allowed ->
                    allowed.getPort() == null
                        || allowed.getEndPort() != null
                        || !allowed.getPort().isInteger()
                        || allowed.getPort().equals(new IntOrString(port)));
  }

  private static Stream<V1NetworkPolicyIngressRule> ingress(Installation installation) {
    return installation.all(V1NetworkPolicy.class).stream()
        .flatMap(
            policy ->
                Optional.ofNullable(policy.getSpec().getIngress()).orElse(List.of()).stream());
  }

  private static Stream<V1NetworkPolicyEgressRule> egress(Installation installation) {
    return installation.all(V1NetworkPolicy.class).stream()
        .flatMap(
            policy -> Optional.ofNullable(policy.getSpec().getEgress()).orElse(List.of()).stream());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void whatNoPolicyAllowsIsDenied(Installation installation) {
    assertThat(installation.all(V1NetworkPolicy.class))
        .anySatisfy(
            policy -> {
              assertThat(policy.getSpec().getPodSelector()).isEqualTo(new V1LabelSelector());
              assertThat(policy.getSpec().getPolicyTypes())
                  .containsExactlyInAnyOrder("Ingress", "Egress");
              assertThat(policy.getSpec().getIngress()).isNullOrEmpty();
              assertThat(policy.getSpec().getEgress()).isNullOrEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("installations")
  void theClustersPortsAreReachedByNodesAlone(Installation installation) {
    for (int port : FENCED) {
      assertThat(ingress(installation).filter(rule -> covers(rule.getPorts(), port)))
          .as("who may reach %d", port)
          .isNotEmpty()
          .allSatisfy(rule -> assertThat(rule.getFrom()).containsExactly(NODES));
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void nodesReachEachOther(Installation installation) {
    for (int port : FENCED) {
      assertThat(egress(installation).filter(rule -> covers(rule.getPorts(), port)))
          .as("whom nodes may reach on %d", port)
          .isNotEmpty()
          .allSatisfy(rule -> assertThat(rule.getTo()).containsExactly(NODES));
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void guestsReachTheApiAndNothingElse(Installation installation) {
    assertThat(
            ingress(installation)
                .filter(rule -> rule.getFrom() == null || rule.getFrom().isEmpty()))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getPorts())
                    .containsExactly(
                        new V1NetworkPolicyPort().protocol("TCP").port(new IntOrString(8443))));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void nothingGoesOutButToNodesNamesAndTheDatabase(Installation installation) {
    List<Integer> ports =
        egress(installation)
            .flatMap(rule -> Optional.ofNullable(rule.getPorts()).orElseThrow().stream())
            .map(port -> port.getPort().getIntValue())
            .distinct()
            .sorted()
            .toList();
    assertThat(ports)
        .isEqualTo(
            installation.name().contains("production")
                ? List.of(53, 5432, 5701, 15701)
                : List.of(53, 5701, 15701));
  }
}
