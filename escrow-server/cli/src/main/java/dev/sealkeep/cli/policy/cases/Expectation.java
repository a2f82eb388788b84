package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.policy.evaluate.ClauseResult;
import dev.sealkeep.policy.evaluate.Outcome;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a case asserts.
 *
 * @param reasons the policy's one reason code, or every code of a rejection
 * @param because the text of a forbid clause that has to apply
 * @param failing lines of permit clauses, as the policy writes them, that must not be true
 */
record Expectation(
    Decision decision, List<String> reasons, Optional<String> because, List<String> failing) {
  /** Copies the lists. */
  Expectation {
    reasons = List.copyOf(reasons);
    failing = List.copyOf(failing);
  }

  /** What came otherwise, a sentence each without a full stop; empty if the case passes. */
  List<String> mismatches(Actual actual) {
    List<String> found = new ArrayList<>();
    if (actual.decision() != decision || !reasons.equals(actual.reasons())) {
      found.add(
          "expected %s, but it is %s"
              .formatted(verdict(decision, reasons), verdict(actual.decision(), actual.reasons())));
    }
    List<ClauseResult> clauses = actual.clauses();
    because.filter(text -> !applies(text, clauses)).ifPresent(text -> found.add(noForbid(text)));
    failing.stream()
        .filter(line -> !fails(line, clauses))
        .map(Expectation::holds)
        .forEach(found::add);
    return found;
  }

  private static String verdict(Decision decision, List<String> reasons) {
    return decision.word() + " (" + String.join(", ", reasons) + ")";
  }

  private static boolean applies(String text, List<ClauseResult> clauses) {
    return clauses.stream()
        .filter(result -> result.clause().kind() == PolicySyntax.Kind.FORBID)
        .filter(ClauseResult::applies)
        .anyMatch(result -> result.clause().because().filter(text::equals).isPresent());
  }

  private static boolean fails(String line, List<ClauseResult> clauses) {
    return clauses.stream()
        .filter(result -> result.clause().kind() == PolicySyntax.Kind.PERMIT)
        .flatMap(result -> result.conditions().stream())
        .filter(condition -> condition.outcome() != Outcome.TRUE)
        .anyMatch(condition -> oneLine(condition.text()).equals(oneLine(line)));
  }

  private static String noForbid(String text) {
    return "no forbid clause applies because \"" + text + "\"";
  }

  private static String holds(String line) {
    return "no line `" + oneLine(line) + "` of a permit clause is false or unknown";
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** For programs. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("decision", decision.word());
    map.put("reasons", reasons);
    because.ifPresent(text -> map.put("because", text));
    if (!failing.isEmpty()) {
      map.put("failing", failing);
    }
    return map;
  }
}
