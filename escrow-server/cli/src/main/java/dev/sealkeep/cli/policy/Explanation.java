package dev.sealkeep.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.policy.PolicyCommand.Decision;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import java.util.Map;
import java.util.Set;

/**
 * Renders a decision for its tenant: the verdict first, then each clause with the outcome of its
 * conditions. What this client does not know of an explanation is shown as an outline.
 */
final class Explanation {
  private static final String STEP = "  ";
  // Said in the heading already.
  private static final Set<String> REPEATED = Set.of("permitted", "reason");
  private static final int OUTCOME_WIDTH = "unknown".length() + 2;

  private final StringBuilder text = new StringBuilder();
  private final Style style;

  private Explanation(Style style) {
    this.style = style;
  }

  static String render(Decision decision, Style style) {
    String verdict = verdict(decision, style);
    Explanation explanation = new Explanation(style);
    explanation.text.append(
        new Fields()
            .add("decision", decision.decision())
            .add("verdict", verdict)
            .add("reason", decision.reason())
            .add("key", decision.key())
            .add("time", decision.time())
            .render(style));
    explanation.body(decision.explanation());
    return explanation.text.toString();
  }

  /** A preflight is a question about a boot that has not happened; its explanation says so. */
  private static String verdict(Decision decision, Style style) {
    JsonNode explanation = decision.explanation();
    if (!explanation.has("preflight")) {
      return decision.released() ? style.good("released") : style.bad("denied");
    }
    boolean absent = explanation.path("preflight").has("absent");
    return explanation.path("permitted").asBoolean() && !absent
        ? style.good("the next boot would be given the key")
        : style.bad("the next boot would be denied");
  }

  private void body(JsonNode explanation) {
    if (!explanation.isObject() || explanation.isEmpty()) {
      return;
    }
    text.append('\n');
    for (Map.Entry<String, JsonNode> member : explanation.properties()) {
      boolean clauses = member.getKey().equals("clauses") && member.getValue().isArray();
      if (clauses) {
        member.getValue().forEach(this::clause);
      } else if (!REPEATED.contains(member.getKey()) || member.getValue().isContainerNode()) {
        line("").append(style.dim(words(member.getKey()) + ":"));
        value(member.getValue(), "");
      }
    }
  }

  private void clause(JsonNode clause) {
    if (!clause.path("conditions").isArray()) {
      line("-");
      outline(clause, STEP);
      return;
    }
    line("").append('\n');
    text.append(style.bold(clause.path("kind").asText() + " " + clause.path("technology").asText()))
        .append(" (line ")
        .append(clause.path("line").asText())
        .append("): ")
        .append(outcome(clause.path("outcome").asText()));
    if (clause.hasNonNull("because")) {
      text.append(", because ").append(clause.path("because").asText());
    }
    clause.path("conditions").forEach(this::condition);
  }

  private void condition(JsonNode condition) {
    String outcome = condition.path("outcome").asText();
    line(STEP)
        .append(outcome(outcome))
        .repeat(' ', Math.max(1, OUTCOME_WIDTH - outcome.length()))
        .append(condition.path("text").asText());
    for (JsonNode check : condition.path("checks")) {
      if (!check.path("outcome").asText().equals("true")) {
        check(check);
      }
    }
  }

  private void check(JsonNode check) {
    String indent = STEP + " ".repeat(OUTCOME_WIDTH) + STEP;
    line(indent).append(style.dim("expected  ")).append(check.path("expected").asText());
    if (check.hasNonNull("actual")) {
      line(indent).append(style.dim("actual    ")).append(check.path("actual").asText());
    }
    if (check.hasNonNull("note")) {
      line(indent).append(style.dim("note      ")).append(check.path("note").asText());
    }
    if (check.hasNonNull("unknown_because")) {
      line(indent).append(style.dim("because   ")).append(check.path("unknown_because").asText());
    }
  }

  private String outcome(String word) {
    return switch (word) {
      case "true" -> style.good(word);
      case "false" -> style.bad(word);
      default -> style.warning(word);
    };
  }

  private void outline(JsonNode node, String indent) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        line(indent).append(style.dim(words(member.getKey()) + ":"));
        value(member.getValue(), indent);
      }
    } else {
      for (JsonNode item : node) {
        line(indent).append('-');
        value(item, indent);
      }
    }
  }

  private void value(JsonNode value, String indent) {
    if (value.isContainerNode()) {
      outline(value, indent + STEP);
    } else {
      text.append(' ').append(value.asText().stripTrailing().replace("\n", "\n" + indent + STEP));
    }
  }

  private StringBuilder line(String start) {
    return text.append('\n').append(start);
  }

  private static String words(String member) {
    return member.replace('_', ' ');
  }
}
