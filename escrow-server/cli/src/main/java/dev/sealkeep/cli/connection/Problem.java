package dev.sealkeep.cli.connection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A problem document, RFC 9457. A member that is absent or of another type is empty, so that a
 * proxy's half-formed answer is still shown.
 *
 * @param code the stable code from {@code urn:sealkeep:problem:<code>}
 * @param title what happened
 * @param detail why, and what to do
 * @param decision the opaque id of a denial
 * @param rendered a compiler's findings, each with its source line and a caret
 */
record Problem(
    Optional<String> code,
    Optional<String> title,
    Optional<String> detail,
    Optional<String> decision,
    List<String> rendered) {
  private static final String PREFIX = "urn:sealkeep:problem:";

  /** Reads untrusted bytes, or returns empty if they are no JSON object. */
  static Optional<Problem> read(byte[] bytes) {
    return Json.read(bytes, JsonNode.class).filter(JsonNode::isObject).map(Problem::of);
  }

  private static Problem of(JsonNode document) {
    List<String> rendered = new ArrayList<>();
    for (JsonNode diagnostic : document.path("diagnostics")) {
      text(diagnostic, "rendered").or(() -> text(diagnostic, "message")).ifPresent(rendered::add);
    }
    return new Problem(
        text(document, "type")
            .filter(type -> type.startsWith(PREFIX))
            .map(type -> type.substring(PREFIX.length())),
        text(document, "title"),
        text(document, "detail"),
        text(document, "decision"),
        rendered);
  }

  private static Optional<String> text(JsonNode node, String member) {
    return Optional.of(node.path(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isBlank());
  }
}
