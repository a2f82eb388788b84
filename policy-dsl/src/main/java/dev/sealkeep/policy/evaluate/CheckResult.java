package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one check.
 *
 * @param value the claim's value, if the evidence has it
 * @param note what is to be said of the value; may be empty
 * @param doubt why the outcome is unknown, if it is
 */
public record CheckResult(
    Formula.Check check,
    Outcome outcome,
    Optional<ClaimValue> value,
    String note,
    Optional<Doubt> doubt) {

  /** What was asked of the claim. */
  public String expected() {
    return check.requirement().expected();
  }

  /** The claim's value for people; empty if it is missing or outside its schema. */
  public Optional<String> actual() {
    // A value that does not fit its type has not been made safe to print.
    return value.filter(check.claim().type()::admits).map(ClaimValue::display);
  }

  /** Outcome and why, on one line: {@code false: actual 3}. */
  String describe() {
    if (doubt.isPresent()) {
      return outcome.word() + " because " + doubt.get().describe();
    }
    String actual = actual().map(text -> ": actual " + text).orElse("");
    return outcome.word() + actual + (note.isEmpty() ? "" : " " + note);
  }

  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text", check.text());
    map.put("line", check.region().line());
    map.put("column", check.region().column());
    map.put("claim", check.claim().name());
    map.put("outcome", outcome.word());
    map.put("expected", expected());
    actual().ifPresent(text -> map.put("actual", text));
    if (!note.isEmpty()) {
      map.put("note", note);
    }
    doubt.ifPresent(why -> map.put("unknown_because", why.describe()));
    return map;
  }
}
