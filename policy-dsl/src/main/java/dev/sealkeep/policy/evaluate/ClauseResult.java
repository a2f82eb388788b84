package dev.sealkeep.policy.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of one clause. */
public record ClauseResult(CompiledClause clause, Outcome outcome, List<LineResult> conditions) {
  /** Copies {@code conditions}. */
  public ClauseResult {
    conditions = List.copyOf(conditions);
  }

  /**
   * What became of one line of a clause.
   *
   * @param text the source on one line
   * @param line where it begins
   */
  public record LineResult(String text, int line, Outcome outcome, List<CheckResult> checks) {
    /** Copies {@code checks}. */
    public LineResult {
      checks = List.copyOf(checks);
    }

    private void render(StringBuilder out) {
      out.append("  line ").append(line).append(": ").append(text).append(" — ");
      boolean single = checks.size() == 1 && checks.getFirst().outcome() == outcome;
      out.append(single ? checks.getFirst().describe() : outcome.word()).append('\n');
      if (!single) {
        for (CheckResult check : checks) {
          out.append("    ").append(check.check().text()).append(" — ");
          out.append(check.describe()).append('\n');
        }
      }
    }

    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("text", text);
      map.put("line", line);
      map.put("outcome", outcome.word());
      map.put("checks", checks.stream().map(CheckResult::asMap).toList());
      return map;
    }
  }

  /** Whether this clause stands in the way of a release, or lets it pass, as its kind has it. */
  public boolean applies() {
    return switch (clause.kind()) {
      case PERMIT -> outcome == Outcome.TRUE;
      case FORBID -> outcome != Outcome.FALSE;
    };
  }

  void render(StringBuilder out) {
    out.append(clause.kind().keyword()).append(' ').append(clause.technology());
    out.append(" (line ").append(clause.line()).append(") — ").append(outcome.word());
    clause.because().filter(_ -> applies()).ifPresent(why -> out.append(": ").append(why));
    out.append('\n');
    conditions.forEach(condition -> condition.render(out));
  }

  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", clause.kind().keyword());
    map.put("technology", clause.technology());
    map.put("line", clause.line());
    map.put("outcome", outcome.word());
    clause.because().ifPresent(why -> map.put("because", why));
    map.put("conditions", conditions.stream().map(LineResult::asMap).toList());
    return map;
  }
}
