package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.difference.Difference;
import dev.sealkeep.policy.difference.Relation;
import dev.sealkeep.policy.difference.Side;
import dev.sealkeep.policy.difference.Witness;
import dev.sealkeep.policy.evaluate.ClauseResult;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.policy.evaluate.Outcome;
import dev.sealkeep.policy.reference.ReferenceRow;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A difference of two policies for people and for programs. */
final class DifferenceText {
  private static final int MAX_CONDITIONS = 8;

  private final Path before;
  private final Path after;
  private final Side old;
  private final Side fresh;
  private final Difference difference;

  DifferenceText(Path before, Path after, Side old, Side fresh, Difference difference) {
    this.before = before;
    this.after = after;
    this.old = old;
    this.fresh = fresh;
    this.difference = difference;
  }

  String render(Style style) {
    StringBuilder text = new StringBuilder();
    String word = difference.relation().word();
    text.append(difference.relation() == Relation.EQUAL ? style.good(word) : style.warning(word));
    text.append(": ").append(difference.relation().sentence()).append('\n');
    SortedSet<String> missing = missing();
    if (!missing.isEmpty()) {
      text.append("The sets ").append(String.join(", ", missing));
      text.append(" were not given, so they stand for any contents (--reference).\n");
    }
    difference.undecided().forEach(t -> text.append("undecided for ").append(t).append('\n'));
    for (Witness witness : difference.shutOut()) {
      heading("No longer admitted", witness, style, text);
      witness(witness, witness.after(), after, style, text);
    }
    for (Witness witness : difference.letIn()) {
      heading("Newly admitted", witness, style, text);
      witness(witness, witness.before(), before, style, text);
    }
    return text.toString().stripTrailing();
  }

  private SortedSet<String> missing() {
    SortedSet<String> missing = new TreeSet<>();
    for (Side side : List.of(old, fresh)) {
      missing.addAll(side.policy().referenceSets());
    }
    missing.removeIf(
        set -> old.references().containsKey(set) && fresh.references().containsKey(set));
    return missing;
  }

  private static void heading(String what, Witness witness, Style style, StringBuilder text) {
    text.append('\n');
    text.append(style.bold(what + ", for example: " + witness.claims().technology()));
    text.append(" with\n");
  }

  private static void witness(
      Witness witness, Evaluation denial, Path by, Style style, StringBuilder text) {
    WitnessText.claims(witness.claims().claims(), ClaimValue::display, style, text);
    WitnessText.assumed(witness.assumed(), ReferenceRow::line, text);
    text.append("  ").append(style.bad("denied")).append(" by ").append(by).append(": ");
    text.append(denial.reason().sentence()).append('\n');
    denial.explanation().clauses().stream()
        .flatMap(clause -> clause.conditions().stream().filter(line -> decides(clause, line)))
        .limit(MAX_CONDITIONS)
        .forEach(line -> condition(line, text));
  }

  /** Whether a line keeps a clause from permitting, or has a clause forbid. */
  private static boolean decides(ClauseResult clause, ClauseResult.LineResult line) {
    return switch (clause.clause().kind()) {
      case PERMIT -> line.outcome() != Outcome.TRUE;
      case FORBID -> clause.applies();
    };
  }

  private static void condition(ClauseResult.LineResult line, StringBuilder text) {
    text.append("    line ").append(line.line()).append(": ");
    text.append(line.text()).append(": ").append(line.outcome().word()).append('\n');
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("relation", difference.relation().word());
    document.put("no_longer_admitted", difference.shutOut().stream().map(this::document).toList());
    document.put("newly_admitted", difference.letIn().stream().map(this::document).toList());
    document.put("undecided", difference.undecided());
    document.put("sets_not_given", missing());
    return document;
  }

  private Map<String, Object> document(Witness witness) {
    Map<String, Object> document = new LinkedHashMap<>(ClaimsFile.document(witness.claims()));
    document.put("assumed_rows", WitnessText.assumedRows(witness.assumed()));
    document.put("old", witness.before().explanation().asMap());
    document.put("new", witness.after().explanation().asMap());
    return document;
  }
}
