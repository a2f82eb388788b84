package dev.sealkeep.service.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** openapi.yaml, to hold answers and requests against. */
public final class ApiDescription {
  private static final String RESOURCE = "/dev/sealkeep/service/openapi.yaml";
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  private final JsonNode root;
  private final Map<String, Operation> operations = new TreeMap<>();

  /**
   * An operation.
   *
   * @param id its operationId
   * @param method its method, upper case
   * @param path its path with {@code {names}}
   * @param node its description
   */
  public record Operation(String id, String method, String path, JsonNode node) {
    /** The statuses it is described to answer with. */
    public Set<Integer> statuses() {
      Set<Integer> statuses = new TreeSet<>();
      node.get("responses").fieldNames().forEachRemaining(s -> statuses.add(Integer.valueOf(s)));
      return statuses;
    }
  }

  private ApiDescription(JsonNode root) {
    this.root = root;
    root.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .forEach(member -> add(path.getKey(), member.getKey(), member.getValue())));
  }

  private void add(String path, String method, JsonNode node) {
    String id = node.get("operationId").asText();
    if (operations.put(id, new Operation(id, method.toUpperCase(Locale.ROOT), path, node))
        != null) {
      throw new IllegalStateException("two operations are called " + id);
    }
  }

  /** Reads the description that the server carries. */
  public static ApiDescription read() {
    try (InputStream in = ApiDescription.class.getResourceAsStream(RESOURCE)) {
      return new ApiDescription(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every operation, by its id. */
  public Map<String, Operation> operations() {
    return Map.copyOf(operations);
  }

  /** The operation called {@code id}. */
  public Operation operation(String id) {
    Operation operation = operations.get(id);
    if (operation == null) {
      throw new IllegalArgumentException("no operation is called " + id);
    }
    return operation;
  }

  /** What in {@code answer} is not as described; empty if nothing is. */
  public List<String> deviations(Operation operation, HttpAnswer answer) {
    JsonNode response = operation.node().get("responses").get(Integer.toString(answer.status()));
    if (response == null) {
      return List.of("status " + answer.status() + " is not described");
    }
    String type = answer.type().split(";", 2)[0].strip();
    JsonNode content = resolved(response).path("content").get(type);
    if (content == null) {
      return List.of("type '" + answer.type() + "' is not described for " + answer.status());
    }
    return type.endsWith("json") && content.has("schema")
        ? violations(content.get("schema"), answer.text())
        : List.of();
  }

  /** What in a JSON request body is not as described; empty if nothing is. */
  public List<String> deviations(Operation operation, byte[] body) {
    JsonNode schema =
        operation.node().path("requestBody").path("content").path("application/json").get("schema");
    return schema == null
        ? List.of()
        : violations(schema, new String(body, StandardCharsets.UTF_8));
  }

  /** What in {@code document} the component schema {@code name} does not allow. */
  public List<String> violations(String name, String document) {
    return violations(root.at("/components/schemas/" + name), document);
  }

  private List<String> violations(JsonNode schema, String document) {
    ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    JsonNode instance;
    try {
      instance = mapper.readTree(document);
    } catch (JsonProcessingException e) {
      return List.of("not JSON: " + e.getOriginalMessage());
    }
    ObjectNode whole = mapper.createObjectNode();
    whole.set("components", root.get("components"));
    whole.putArray("allOf").add(schema);
    SchemaValidatorsConfig strict =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    List<String> found = new ArrayList<>();
    for (ValidationMessage message :
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(whole, strict)
            .validate(instance)) {
      found.add(message.getMessage());
    }
    return found;
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Every path with the methods it takes. */
  public Map<String, Set<String>> methods() {
    return operations.values().stream()
        .collect(
            Collectors.groupingBy(
                Operation::path,
                TreeMap::new,
                Collectors.mapping(Operation::method, Collectors.toCollection(TreeSet::new))));
  }
}
