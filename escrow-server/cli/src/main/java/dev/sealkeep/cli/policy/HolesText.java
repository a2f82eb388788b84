package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.document.ClaimDocument;
import dev.sealkeep.policy.hole.Finding;
import dev.sealkeep.policy.hole.Findings;
import dev.sealkeep.policy.hole.HoleSeverity;
import dev.sealkeep.policy.hole.Review;
import dev.sealkeep.policy.reference.ReferenceRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The holes of policies for people and for programs. */
final class HolesText {
  private static final int WIDTH = 96;
  private static final int SHOWN_BYTES = 12;

  private final List<PolicyHoles> policies;
  private final HoleSeverity least;
  private final boolean full;

  HolesText(List<PolicyHoles> policies, HoleSeverity least, boolean full) {
    this.policies = policies;
    this.least = least;
    this.full = full;
  }

  String render(Style style) {
    StringBuilder text = new StringBuilder();
    for (PolicyHoles policy : policies) {
      text.append(text.isEmpty() ? "" : "\n");
      policy(policy, style, text);
    }
    return text.toString().stripTrailing();
  }

  private void policy(PolicyHoles policy, Style style, StringBuilder text) {
    Review review = policy.review();
    text.append(style.bold(policy.file().path().toString())).append(": ");
    text.append(verdict(review, style)).append('\n');
    if (!policy.setsNotGiven().isEmpty()) {
      boolean one = policy.setsNotGiven().size() == 1;
      text.append(one ? "The set " : "The sets ");
      text.append(String.join(", ", policy.setsNotGiven()));
      text.append(one ? " was not given, so it" : " were not given, so they");
      text.append(" may hold anything but what an attacker brings (--reference).\n");
    }
    for (List<Finding> same : together(review.open(), true)) {
      text.append('\n');
      finding(same, style, text);
    }
    undecided(review.undecided(), style, text);
    others(review, text);
    for (Diagnostic warning : review.diagnostics()) {
      text.append('\n');
      text.append(warning.render(policy.file().source(), policy.file().path().toString()));
    }
  }

  private String verdict(Review review, Style style) {
    int open = together(review.open(), true).size();
    if (open > 0) {
      return style.bad(open == 1 ? "1 hole" : open + " holes")
          + " of severity "
          + least.word()
          + " or above";
    }
    return review.fails(least)
        ? style.bad("undecided")
        : style.good("no hole") + " of severity " + least.word() + " or above";
  }

  /** Findings of one hole on one kind of machine; those that are shown, or the others. */
  private Collection<List<Finding>> together(List<Finding> findings, boolean shown) {
    return findings.stream()
        .filter(finding -> finding.hole().severity().isAtLeast(least) == shown)
        .collect(
            Collectors.groupingBy(
                finding -> finding.hole().code() + " " + finding.machine(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private void finding(List<Finding> same, Style style, StringBuilder text) {
    Finding first = same.getFirst();
    String severity = first.hole().severity().word();
    text.append(
        first.hole().severity().isAtLeast(HoleSeverity.HIGH)
            ? style.bad(severity)
            : style.warning(severity));
    text.append("  ").append(style.bold(first.hole().code())).append("  ");
    text.append(first.machine()).append(", ").append(lines(same)).append('\n');
    wrapped(first.hole().harm(), text);
    text.append("  This report would be given the key");
    text.append(
        same.size() == 1 ? ":\n" : " by the clause of line " + first.clause().line() + ":\n");
    Map<String, ClaimValue> claims = full ? first.report().claims() : first.tellingClaims();
    StringBuilder report = new StringBuilder();
    WitnessText.claims(claims, this::display, style, report);
    WitnessText.assumed(first.assumed(), this::display, report);
    report.toString().lines().forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("  Closed by: ").append(style.bold(first.cure().text())).append('\n');
  }

  private static String lines(List<Finding> same) {
    return same.stream()
        .map(finding -> String.valueOf(finding.clause().line()))
        .collect(Collectors.joining(", ", same.size() == 1 ? "line " : "lines ", ""));
  }

  private String display(ReferenceRow row) {
    return full ? row.line() : row.technology() + " " + row.claim() + " " + display(row.value());
  }

  private String display(ClaimValue value) {
    return !full && value instanceof ClaimValue.Bytes bytes && bytes.length() > SHOWN_BYTES + 4
        ? "hex\"" + bytes.hex().substring(0, 2 * SHOWN_BYTES) + "...\""
        : value.display();
  }

  private static void wrapped(String sentence, StringBuilder text) {
    StringBuilder line = new StringBuilder(" ");
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  private static void undecided(
      List<Findings.Undecided> undecided, Style style, StringBuilder text) {
    if (undecided.isEmpty()) {
      return;
    }
    text.append('\n').append(style.bad("undecided"));
    text.append(": the bound was reached before it was settled whether these are open\n");
    undecided.forEach(
        one ->
            text.append("  ")
                .append(one.hole().code())
                .append("  ")
                .append(one.machine())
                .append(", line ")
                .append(one.line())
                .append('\n'));
  }

  private void others(Review review, StringBuilder text) {
    List<String> below = new ArrayList<>();
    for (List<Finding> same : together(review.open(), false)) {
      Finding first = same.getFirst();
      below.add(
          "  %-8s  %s  %s, %s"
              .formatted(
                  first.hole().severity().word(),
                  first.hole().code(),
                  first.machine(),
                  lines(same)));
    }
    if (!below.isEmpty()) {
      text.append("\nOpen below that severity (--severity shows more):\n");
      below.forEach(line -> text.append(line).append('\n'));
    }
    accepted(review.accepted(), text);
  }

  private static void accepted(List<Review.Accepted> accepted, StringBuilder text) {
    Map<String, List<Finding>> byReason = new LinkedHashMap<>();
    for (Review.Accepted one : accepted) {
      Finding finding = one.finding();
      String what =
          "  %-8s  %s  %s: %s"
              .formatted(
                  finding.hole().severity().word(),
                  finding.hole().code(),
                  finding.machine(),
                  one.reason());
      byReason.computeIfAbsent(what, _ -> new ArrayList<>()).add(finding);
    }
    if (!byReason.isEmpty()) {
      text.append("\nAccepted:\n");
      byReason.forEach((what, same) -> text.append(what + " (" + lines(same) + ")\n"));
    }
  }

  Map<String, Object> document() {
    return Map.of(
        "severity", least.word(), "policies", policies.stream().map(this::document).toList());
  }

  private Map<String, Object> document(PolicyHoles policy) {
    Review review = policy.review();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("file", policy.file().path().toString());
    document.put("policy", policy.file().policy().name());
    document.put("passed", !review.fails(least));
    document.put("open", review.open().stream().map(HolesText::document).toList());
    document.put(
        "accepted",
        review.accepted().stream()
            .map(
                accepted -> {
                  Map<String, Object> one = document(accepted.finding());
                  one.put("reason", accepted.reason());
                  return one;
                })
            .toList());
    document.put("undecided", review.undecided().stream().map(HolesText::document).toList());
    document.put("sets_not_given", policy.setsNotGiven());
    document.put(
        "warnings",
        review.diagnostics().stream()
            .map(d -> Map.of("code", d.code().id(), "line", d.line(), "message", d.message()))
            .toList());
    return document;
  }

  private static Map<String, Object> document(Finding finding) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", finding.hole().code());
    document.put("severity", finding.hole().severity().word());
    document.put("machine", finding.machine());
    document.put("line", finding.clause().line());
    document.put("harm", finding.hole().harm());
    document.put("closed_by", finding.cure().text());
    document.put("telling", finding.telling());
    document.put("technology", finding.report().technology());
    document.put("claims", ClaimDocument.write(finding.report()));
    document.put("assumed_rows", WitnessText.assumedRows(finding.assumed()));
    return document;
  }

  private static Map<String, Object> document(Findings.Undecided undecided) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", undecided.hole().code());
    document.put("severity", undecided.hole().severity().word());
    document.put("machine", undecided.machine());
    document.put("line", undecided.line());
    return document;
  }
}
