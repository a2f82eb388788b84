package dev.sealkeep.cli.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As much of kustomize as the manifests use, for machines without kubectl: it stands beside the
 * real one in {@link ManifestsTest}. Names of generated objects get no digest.
 */
final class Overlay {
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "bases",
          "resources",
          "patchesStrategicMerge",
          "configMapGenerator",
          "images");
  private static final Set<String> CLUSTER_WIDE = Set.of("Namespace");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private final Path directory;
  private final JsonNode kustomization;

  private Overlay(Path directory) throws IOException {
    this.directory = directory;
    this.kustomization = YAML.readTree(directory.resolve("kustomization.yaml").toFile());
  }

  /** Builds what {@code directory} describes. */
  static List<ObjectNode> build(Path directory) throws IOException {
    return new Overlay(directory).build();
  }

  /** Reads the documents of a YAML text. */
  static List<ObjectNode> documents(String text) throws IOException {
    try (MappingIterator<ObjectNode> documents =
        YAML.readerFor(ObjectNode.class).readValues(text)) {
      return documents.readAll();
    }
  }

  private List<ObjectNode> build() throws IOException {
    kustomization
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw new IllegalStateException("the test cannot read the field " + field);
              }
            });
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode base : kustomization.path("bases")) {
      objects.addAll(build(directory.resolve(base.asText()).normalize()));
    }
    for (JsonNode file : kustomization.path("resources")) {
      objects.addAll(documents(text(file.asText())));
    }
    for (JsonNode map : kustomization.path("configMapGenerator")) {
      objects.add(configMap(map));
    }
    for (JsonNode file : kustomization.path("patchesStrategicMerge")) {
      for (ObjectNode patch : documents(text(file.asText()))) {
        merge(find(objects, patch), patch);
      }
    }
    objects.forEach(this::nameImages);
    objects.stream()
        .filter(object -> !CLUSTER_WIDE.contains(object.path("kind").asText()))
        .forEach(
            object ->
                object
                    .withObjectProperty("metadata")
                    .set("namespace", kustomization.get("namespace")));
    return objects;
  }

  private String text(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  private ObjectNode configMap(JsonNode generator) throws IOException {
    ObjectNode map = YAML.createObjectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").set("name", generator.get("name"));
    ObjectNode data = map.putObject("data");
    for (JsonNode file : generator.path("files")) {
      data.put(file.asText(), text(file.asText()));
    }
    return map;
  }

  private static ObjectNode find(List<ObjectNode> objects, ObjectNode patch) {
    return objects.stream()
        .filter(object -> object.path("kind").equals(patch.path("kind")))
        .filter(object -> object.at("/metadata/name").equals(patch.at("/metadata/name")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing to patch with " + patch));
  }

  /** Members merge; lists of named things merge by name; anything else is replaced. */
  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            member -> {
              JsonNode old = target.get(member.getKey());
              if (old instanceof ObjectNode object
                  && member.getValue() instanceof ObjectNode more) {
                merge(object, more);
              } else if (old instanceof ArrayNode list
                  && member.getValue() instanceof ArrayNode more
                  && key(list).isPresent()) {
                mergeLists(list, more, key(list).get());
              } else {
                target.set(member.getKey(), member.getValue());
              }
            });
  }

  /** The merge keys of the API: mounts by path, whatever else is named by its name. */
  private static Optional<String> key(ArrayNode list) {
    if (list.path(0).has("mountPath")) {
      return Optional.of("mountPath");
    }
    return list.path(0).has("name") ? Optional.of("name") : Optional.empty();
  }

  private static void mergeLists(ArrayNode target, ArrayNode patch, String key) {
    int place = 0;
    for (JsonNode item : patch) {
      boolean merged = false;
      for (JsonNode old : target) {
        if (old.get(key).equals(item.get(key))) {
          merge((ObjectNode) old, (ObjectNode) item);
          merged = true;
        }
      }
      if (!merged) {
        target.insert(place++, item);
      }
    }
  }

  private void nameImages(ObjectNode object) {
    for (JsonNode image : kustomization.path("images")) {
      for (JsonNode holder : object.findParents("image")) {
        if (holder.path("image").equals(image.get("name"))) {
          ((ObjectNode) holder)
              .put("image", image.get("newName").asText() + ":" + image.get("newTag").asText());
        }
      }
    }
  }
}
