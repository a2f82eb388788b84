package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.evaluate.ClauseResult;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Formula;
import dev.sealkeep.policy.evaluate.Outcome;
import dev.sealkeep.policy.evaluate.Policy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which outcomes the clauses and conditions of a policy had over all cases. A condition is one test
 * of one claim in one clause; named conditions count in each clause that uses them. Something is
 * covered if it was seen true and was seen false or unknown: a case fails if either is lost.
 */
record Coverage(List<Item> clauses, List<Item> conditions) {
  /** Copies the lists. */
  Coverage {
    clauses = List.copyOf(clauses);
    conditions = List.copyOf(conditions);
  }

  /**
   * A clause or a condition.
   *
   * @param clause the clause's kind, technology and line
   * @param text the source on one line
   * @param seen the outcomes it had
   */
  record Item(String clause, String text, Region region, Set<Outcome> seen) {
    /** Copies {@code seen}. */
    Item {
      seen = Set.copyOf(seen);
    }

    boolean covered() {
      return seen.contains(Outcome.TRUE) && seen.size() > 1;
    }

    /** What no case has shown. */
    String lack() {
      return seen.isEmpty()
          ? "never evaluated"
          : seen.contains(Outcome.TRUE) ? "never false or unknown" : "never true";
    }
  }

  /** A condition in one of the clauses. */
  private record Place(int clause, String text, Region region) {}

  /** Looks through the results of a policy's cases. */
  static Coverage of(Policy policy, List<CaseResult> results) {
    Map<Integer, Set<Outcome>> clauses = new LinkedHashMap<>();
    Map<Place, Set<Outcome>> conditions = new LinkedHashMap<>();
    for (int i = 0; i < policy.clauses().size(); i++) {
      clauses.put(i, EnumSet.noneOf(Outcome.class));
      for (CompiledClause.CompiledLine line : policy.clauses().get(i).conditions()) {
        declare(i, line.formula(), conditions);
      }
    }
    for (CaseResult result : results) {
      for (ClauseResult clause : result.actual().clauses()) {
        int index = policy.clauses().indexOf(clause.clause());
        seen(clauses, index, clause.outcome());
        clause.conditions().stream()
            .flatMap(line -> line.checks().stream())
            .forEach(c -> seen(conditions, place(index, c.check()), c.outcome()));
      }
    }
    return new Coverage(clauseItems(policy, clauses), conditionItems(policy, conditions));
  }

  private static void declare(int clause, Formula formula, Map<Place, Set<Outcome>> conditions) {
    switch (formula) {
      case Formula.All all -> all.parts().forEach(part -> declare(clause, part, conditions));
      case Formula.Any any -> any.parts().forEach(part -> declare(clause, part, conditions));
      case Formula.Negation negation -> declare(clause, negation.operand(), conditions);
      case Formula.Check check ->
          conditions.putIfAbsent(place(clause, check), EnumSet.noneOf(Outcome.class));
    }
  }

  private static Place place(int clause, Formula.Check check) {
    return new Place(clause, check.text(), check.region());
  }

  private static <K> void seen(Map<K, Set<Outcome>> items, K key, Outcome outcome) {
    items.computeIfAbsent(key, _ -> EnumSet.noneOf(Outcome.class)).add(outcome);
  }

  private static List<Item> clauseItems(Policy policy, Map<Integer, Set<Outcome>> clauses) {
    List<Item> items = new ArrayList<>();
    clauses.forEach(
        (index, seen) -> {
          CompiledClause clause = policy.clauses().get(index);
          String text = clause.kind().keyword() + " " + clause.technology();
          items.add(new Item(heading(clause), text, new Region(clause.line(), 1, 1), seen));
        });
    return items;
  }

  private static List<Item> conditionItems(Policy policy, Map<Place, Set<Outcome>> conditions) {
    List<Item> items = new ArrayList<>();
    conditions.forEach(
        (place, seen) ->
            items.add(
                new Item(
                    heading(policy.clauses().get(place.clause())),
                    place.text(),
                    place.region(),
                    seen)));
    return items;
  }

  private static String heading(CompiledClause clause) {
    return "%s %s (line %d)".formatted(clause.kind().keyword(), clause.technology(), clause.line());
  }

  static long covered(List<Item> items) {
    return items.stream().filter(Item::covered).count();
  }

  /** The covered share in whole percent, rounded down; 100 of nothing. */
  static long percent(List<Item> items) {
    return items.isEmpty() ? 100 : 100 * covered(items) / items.size();
  }

  /** Whether clauses and conditions each reach a share. */
  boolean reaches(int percent) {
    return percent(clauses) >= percent && percent(conditions) >= percent;
  }
}
