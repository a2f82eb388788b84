package dev.sealkeep.cli.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/**
 * The objects of one build, decoded strictly: a field that the API does not know fails.
 *
 * @param name the base or the overlay, and who built it
 * @param objects the decoded objects
 */
@NullUnmarked
record Installation(String name, List<Object> objects) {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "v1/Namespace", V1Namespace.class,
          "v1/ServiceAccount", V1ServiceAccount.class,
          "v1/ConfigMap", V1ConfigMap.class,
          "v1/Service", V1Service.class,
          "apps/v1/StatefulSet", V1StatefulSet.class,
          "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class);

  static Installation of(String name, List<ObjectNode> documents) {
    return new Installation(name, documents.stream().map(Installation::decode).toList());
  }

  /** Decodes one object; no kind beside those of {@link #TYPES} belongs to an installation. */
  static Object decode(ObjectNode document) {
    String type = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
    Class<?> model =
        Optional.ofNullable(TYPES.get(type))
            .orElseThrow(() -> new IllegalArgumentException("no object may be a " + type));
    JsonElement tree = JsonParser.parseString(document.toString());
    return Optional.<Object>ofNullable(JSON.getGson().fromJson(tree, model)).orElseThrow();
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T> T only(Class<T> type) {
    List<T> found = all(type);
    if (found.size() != 1) {
      throw new AssertionError("%s has %d of %s".formatted(name, found.size(), type));
    }
    return found.getFirst();
  }

  V1PodSpec pod() {
    return Optional.ofNullable(only(V1StatefulSet.class).getSpec().getTemplate().getSpec())
        .orElseThrow();
  }

  V1Container node() {
    return pod().getContainers().getFirst();
  }

  /** All containers of the pod, those that run first included. */
  List<V1Container> containers() {
    List<V1Container> containers = new ArrayList<>(pod().getContainers());
    containers.addAll(Optional.ofNullable(pod().getInitContainers()).orElse(List.of()));
    return containers;
  }

  @Override
  public String toString() {
    return name;
  }
}
