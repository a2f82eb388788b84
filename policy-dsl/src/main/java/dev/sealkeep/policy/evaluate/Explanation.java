package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a policy came to its decision. It quotes claims and reference sets, so it is for the tenant
 * and never for the guest (invariant 11).
 *
 * @param policy the policy's name
 * @param technology the technology of the evidence
 * @param clauses every clause for that technology, in the order of the policy
 */
public record Explanation(
    String policy, String technology, Reason reason, List<ClauseResult> clauses) {
  /** Copies {@code clauses}. */
  public Explanation {
    clauses = List.copyOf(clauses);
  }

  /** The explanation for people. Every line ends with a newline. */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append(reason.permits() ? "permitted" : "denied").append(" by policy ").append(policy);
    out.append(" for ").append(technology).append(": ").append(reason.sentence());
    out.append(" [").append(reason.code()).append("]\n");
    clauses.forEach(clause -> clause.render(out));
    return out.toString();
  }

  /**
   * The explanation for programs: nested maps and lists of strings, integers and booleans, in a
   * fixed order.
   */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("policy", policy);
    map.put("technology", technology);
    map.put("permitted", reason.permits());
    map.put("reason", reason.code());
    map.put("clauses", clauses.stream().map(ClauseResult::asMap).toList());
    return map;
  }

  /**
   * What is kept with a decision, in the form of {@link #asMap()}. Of a release that is without the
   * permit clauses that are not true: it needed none of them, and the policy of a fleet has one for
   * each workload. Their number is {@code permits_left_out}, where there are any.
   */
  public Map<String, Object> kept() {
    if (!reason.permits()) {
      return asMap();
    }
    List<ClauseResult> needed = clauses.stream().filter(Explanation::isNeeded).toList();
    Map<String, Object> map = new Explanation(policy, technology, reason, needed).asMap();
    int leftOut = clauses.size() - needed.size();
    if (leftOut > 0) {
      map.put("permits_left_out", leftOut);
    }
    return map;
  }

  private static boolean isNeeded(ClauseResult result) {
    return result.clause().kind() == PolicySyntax.Kind.FORBID || result.applies();
  }
}
