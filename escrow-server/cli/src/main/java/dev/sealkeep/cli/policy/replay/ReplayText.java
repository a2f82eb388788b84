package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import java.time.Instant;
import java.util.List;

/** A report for people: the groups of each change with their causes, then a table of numbers. */
public final class ReplayText {
  private static final String STEP = "  ";
  private static final List<Change> IN_GROUPS =
      List.of(
          Change.NEWLY_DENIED, Change.NEWLY_ADMITTED, Change.NOT_REPLAYABLE, Change.STILL_DENIED);

  private final StringBuilder text = new StringBuilder();
  private final String policy;
  private final String comparedWith;
  private final Style style;

  private ReplayText(String policy, String comparedWith, Style style) {
    this.policy = policy;
    this.comparedWith = comparedWith;
    this.style = style;
  }

  /**
   * Renders a report.
   *
   * @param policy the policy's file
   * @param comparedWith the other policy's file, or what else it was compared with
   */
  public static String render(
      String policy, String comparedWith, ReplayReport report, Style style) {
    ReplayText rendered = new ReplayText(policy, comparedWith, style);
    IN_GROUPS.forEach(change -> rendered.change(change, report));
    rendered.summary(report);
    return rendered.text.toString();
  }

  private void change(Change change, ReplayReport report) {
    List<Group> groups = report.groups(change);
    if (groups.isEmpty()) {
      return;
    }
    text.append(style.bold(heading(change))).append(": ").append(report.count(change));
    text.append('\n');
    groups.forEach(this::group);
    text.append('\n');
  }

  private String heading(Change change) {
    return switch (change) {
      case NEWLY_DENIED -> "Newly denied by " + policy;
      case NEWLY_ADMITTED -> "Newly admitted by " + policy + ", denied before because";
      case NOT_REPLAYABLE -> "Not replayable";
      case STILL_DENIED -> "Still denied";
      case STILL_PERMITTED -> "Still permitted";
    };
  }

  private void group(Group group) {
    Cause cause = group.cause();
    text.append(STEP).append(group.count()).append(" x ").append(cause.reason());
    if (!cause.technology().isEmpty()) {
      text.append(" for ").append(cause.technology());
    }
    text.append(times(group)).append('\n');
    cause.because().ifPresent(because -> line("because \"" + because + "\""));
    if (!group.detail().isEmpty()) {
      line(group.detail());
    }
    for (Cause.Condition condition : cause.conditions()) {
      line(
          "line %d: %s: %s"
              .formatted(condition.line(), condition.text(), outcome(condition.outcome())));
    }
    line(style.dim("such as " + String.join(", ", group.examples())));
  }

  private void line(String content) {
    text.append(STEP).append(STEP).append(content).append('\n');
  }

  private String outcome(String word) {
    return switch (word) {
      case "true" -> style.good(word);
      case "false" -> style.bad(word);
      default -> style.warning(word);
    };
  }

  private static String times(Group group) {
    return group.first().flatMap(first -> group.last().map(last -> times(first, last))).orElse("");
  }

  private static String times(Instant first, Instant last) {
    return first.equals(last) ? ", at " + first : ", from " + first + " to " + last;
  }

  private void summary(ReplayReport report) {
    Table table = new Table("CHANGE", "ATTESTATIONS");
    for (Change change : Change.values()) {
      table.row(coloured(change, report.count(change)), report.count(change));
    }
    text.append(table.render(style, "")).append("\n\n");
    text.append(policy).append(" compared with ").append(comparedWith).append(": ");
    text.append(
        report.unchanged()
            ? style.good("no attestation would be decided otherwise")
            : style.warning(verdict(report)));
  }

  private String coloured(Change change, long count) {
    return switch (change) {
      case NEWLY_DENIED -> count == 0 ? change.words() : style.bad(change.words());
      case NEWLY_ADMITTED, NOT_REPLAYABLE ->
          count == 0 ? change.words() : style.warning(change.words());
      case STILL_DENIED, STILL_PERMITTED -> change.words();
    };
  }

  private static String verdict(ReplayReport report) {
    long changed = report.count(Change.NEWLY_DENIED) + report.count(Change.NEWLY_ADMITTED);
    long unknown = report.count(Change.NOT_REPLAYABLE);
    String otherwise = "%d of %d would be decided otherwise".formatted(changed, report.total());
    return unknown == 0 ? otherwise : otherwise + ", and of %d nobody can say".formatted(unknown);
  }
}
