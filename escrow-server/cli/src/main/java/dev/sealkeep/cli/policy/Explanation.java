package dev.sealkeep.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.policy.PolicyCommand.Decision;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import java.util.Map;

/** Renders a decision for its tenant: the verdict first, then the explanation as an outline. */
final class Explanation {
  private static final String STEP = "  ";

  private Explanation() {}

  static String render(Decision decision, Style style) {
    String verdict = decision.released() ? style.good("released") : style.bad("denied");
    String fields =
        new Fields()
            .add("decision", decision.decision())
            .add("verdict", verdict)
            .add("reason", decision.reason())
            .add("key", decision.key())
            .add("time", decision.time())
            .render(style);
    StringBuilder text = new StringBuilder(fields);
    if (!decision.explanation().isEmpty()) {
      text.append("\n\n").append(style.bold("explanation"));
      outline(text, decision.explanation(), STEP, style);
    }
    return text.toString();
  }

  private static void outline(StringBuilder text, JsonNode node, String indent, Style style) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        text.append('\n').append(indent).append(style.dim(words(member.getKey()) + ":"));
        value(text, member.getValue(), indent, style);
      }
    } else {
      for (JsonNode item : node) {
        text.append('\n').append(indent).append('-');
        value(text, item, indent, style);
      }
    }
  }

  private static void value(StringBuilder text, JsonNode value, String indent, Style style) {
    if (value.isContainerNode()) {
      outline(text, value, indent + STEP, style);
    } else {
      String continued = "\n" + indent + STEP;
      text.append(' ').append(value.asText().stripTrailing().replace("\n", continued));
    }
  }

  private static String words(String member) {
    return member.replace('_', ' ');
  }
}
