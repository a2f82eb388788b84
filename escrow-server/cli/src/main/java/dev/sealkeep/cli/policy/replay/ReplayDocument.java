package dev.sealkeep.cli.policy.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report for programs: nested maps and lists in a fixed order. */
public final class ReplayDocument {
  private ReplayDocument() {}

  /**
   * {@code total}, {@code counts} by change, and {@code groups}: those of the gravest change first.
   *
   * @param policy the policy's file
   * @param comparedWith the other policy's file, or what else it was compared with
   */
  public static Map<String, Object> of(String policy, String comparedWith, ReplayReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("policy", policy);
    document.put("compared_with", comparedWith);
    document.put("total", report.total());
    Map<String, Object> counts = new LinkedHashMap<>();
    List<Map<String, Object>> groups = new ArrayList<>();
    for (Change change : Change.values()) {
      counts.put(change.code(), report.count(change));
      report.groups(change).forEach(group -> groups.add(group(change, group)));
    }
    document.put("counts", counts);
    document.put("groups", groups);
    return document;
  }

  private static Map<String, Object> group(Change change, Group group) {
    Cause cause = group.cause();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("change", change.code());
    if (!cause.technology().isEmpty()) {
      map.put("technology", cause.technology());
    }
    map.put("reason", cause.reason());
    cause.because().ifPresent(text -> map.put("because", text));
    map.put("conditions", cause.conditions().stream().map(ReplayDocument::condition).toList());
    if (!group.detail().isEmpty()) {
      map.put("detail", group.detail());
    }
    map.put("count", group.count());
    group.first().map(Instant::toString).ifPresent(time -> map.put("first", time));
    group.last().map(Instant::toString).ifPresent(time -> map.put("last", time));
    map.put("examples", group.examples());
    return map;
  }

  private static Map<String, Object> condition(Cause.Condition condition) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("line", condition.line());
    map.put("text", condition.text());
    map.put("outcome", condition.outcome());
    return map;
  }
}
