package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for claims that meet constraints. The search follows what leaves no choice, and otherwise
 * takes the parts of one open disjunction in turn, each with the parts before it refused; so it
 * visits no combination twice and misses none. A list is given one entry for each thing that some
 * entry has to meet, and every entry meets what all have to.
 */
public final class Solver {
  /** How many looks at a facet one search may take. */
  public static final long DEFAULT_STEPS = 50_000_000;

  /** How many open choices may be taken on top of one another. */
  private static final int MAX_DEPTH = 2_000;

  private final Space space;
  private final Budget budget;
  private final Optional<Anchor> anchor;
  private BitSet conflict = new BitSet();

  private Solver(Space space, Budget budget, Optional<Anchor> anchor) {
    this.space = space;
    this.budget = budget;
    this.anchor = anchor;
  }

  /** Solves within {@link #DEFAULT_STEPS}. */
  public static Verdict solve(Space space, Constraint constraint) {
    return solve(space, constraint, DEFAULT_STEPS);
  }

  /** Solves within some steps. */
  public static Verdict solve(Space space, Constraint constraint, long steps) {
    return new Solver(space, new Budget(steps), Optional.empty()).solve(List.of(constraint));
  }

  /**
   * Solves by claims that differ from given ones in at most some places. What need not differ does
   * not.
   *
   * @param changes how many claims may have another value, come or go
   */
  public static Verdict solveNear(
      Space space, Constraint constraint, Map<String, ClaimValue> actual, int changes, long steps) {
    Anchor near = new Anchor(space, actual, changes);
    return new Solver(space, new Budget(steps), Optional.of(near)).solve(List.of(constraint));
  }

  private Verdict solve(List<Constraint> constraints) {
    Search search = Search.of(space);
    boolean possible = constraints.stream().allMatch(c -> search.demand(c, new BitSet()));
    Optional<Search> found = possible ? search(search, 0) : Optional.empty();
    if (budget.isSpent()) {
      return new Verdict.Exhausted();
    }
    return found.<Verdict>map(this::satisfied).orElseGet(Verdict.Unsatisfiable::new);
  }

  /** Searches a branch; where it is empty, {@link #conflict} holds the choices it rests on. */
  private Optional<Search> search(Search search, int depth) {
    if (depth > MAX_DEPTH) {
      budget.spend();
    }
    if (budget.isSpent() || !isPossible(search, depth)) {
      return Optional.empty();
    }
    if (search.open().isEmpty()) {
      return Optional.of(search);
    }
    Search.Pending choice = choice(search);
    BitSet restsOn = (BitSet) choice.why().clone();
    for (Constraint part : choice.or().parts()) {
      if (search.standing(part, budget) == Search.Standing.FAILS) {
        search.addReasons(part, restsOn);
        continue;
      }
      Optional<Search> found = with(search, choice, part, depth + 1);
      if (found.isPresent() || budget.isSpent()) {
        return found;
      }
      if (!conflict.get(depth + 1)) {
        return Optional.empty();
      }
      conflict.clear(depth + 1);
      restsOn.or(conflict);
      if (!search.demand(part.negated(), (BitSet) restsOn.clone())) {
        restsOn.or(search.conflict());
        break;
      }
    }
    conflict = restsOn;
    return Optional.empty();
  }

  private Optional<Search> with(Search search, Search.Pending choice, Constraint part, int depth) {
    Search branch = search.copyWithout(choice);
    BitSet chosen = new BitSet();
    chosen.set(depth);
    if (branch.demand(part, chosen)) {
      return search(branch, depth);
    }
    conflict = branch.conflict();
    return Optional.empty();
  }

  /** Whether nothing speaks against a branch so far. */
  private boolean isPossible(Search search, int depth) {
    if (!search.propagate(budget)) {
      conflict = search.conflict();
      return false;
    }
    if (anchor.filter(near -> near.isPassed(search)).isPresent()) {
      conflict = new BitSet();
      conflict.set(1, depth + 1);
      return false;
    }
    for (Map.Entry<EntriesDomain, Set<Constraint>> list : search.ofLists().entrySet()) {
      if (entries(list.getKey(), list.getValue()).isEmpty()) {
        conflict = (BitSet) search.askedBy(list.getKey()).clone();
        return false;
      }
    }
    return true;
  }

  /** The disjunction with the fewest parts that are still possible. */
  private Search.Pending choice(Search search) {
    Search.Pending best = search.open().getFirst();
    long fewest = Long.MAX_VALUE;
    for (Search.Pending pending : search.open()) {
      long possible =
          pending.or().parts().stream()
              .filter(part -> search.standing(part, budget) == Search.Standing.OPEN)
              .count();
      if (possible < fewest) {
        fewest = possible;
        best = pending;
      }
    }
    return best;
  }

  /** Entries that meet what is asked of a list; empty if there are none. */
  private Optional<List<Verdict.Satisfiable>> entries(EntriesDomain list, Set<Constraint> asked) {
    List<Constraint> every = new ArrayList<>();
    List<Constraint> some = new ArrayList<>();
    for (Constraint constraint : asked) {
      switch (constraint) {
        case Constraint.Exists exists -> some.add(exists.body());
        case Constraint.ForAll forAll -> every.add(forAll.body());
        case Constraint.And _, Constraint.Or _, Constraint.In _ ->
            throw new IllegalStateException("not asked of a list: " + constraint);
      }
    }
    if (some.size() > list.maxEntries()) {
      return Optional.empty();
    }
    Set<Verdict.Satisfiable> entries = new LinkedHashSet<>();
    for (Constraint one : some) {
      List<Constraint> together = new ArrayList<>(every);
      together.add(one);
      if (new Solver(list.entry(), budget, Optional.empty()).solve(together)
          instanceof Verdict.Satisfiable entry) {
        entries.add(entry);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(entries));
  }

  private Verdict satisfied(Search search) {
    int[] cells = new int[space.facets().size()];
    for (Facet facet : space.facets()) {
      Cells left = search.left(facet);
      boolean same = anchor.filter(near -> left.contains(near.cell(facet))).isPresent();
      // What does not matter is left out; what matters is there rather than missing.
      int first = left.isAll() ? 0 : Math.max(left.next(1), 0);
      cells[facet.index()] = same ? anchor.get().cell(facet) : first;
    }
    Map<String, Set<ClaimValue>> assumed = new LinkedHashMap<>();
    Map<EntriesDomain, List<Map<String, ClaimValue>>> lists = new HashMap<>();
    search
        .ofLists()
        .forEach(
            (list, asked) ->
                entries(list, asked)
                    .ifPresent(
                        entries -> {
                          lists.put(
                              list, entries.stream().map(Verdict.Satisfiable::claims).toList());
                          entries.forEach(entry -> merge(entry.assumed(), assumed));
                        }));
    Assignment assignment = new Assignment(cells, list -> lists.getOrDefault(list, List.of()));
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    for (ClaimDomain domain : space.domains()) {
      Optional<ClaimValue> kept = anchor.flatMap(near -> near.kept(domain, search, cells));
      kept.or(() -> domain.value(assignment)).ifPresent(value -> claims.put(domain.claim(), value));
    }
    merge(assignment.assumed(), assumed);
    return new Verdict.Satisfiable(claims, assumed);
  }

  private static void merge(Map<String, Set<ClaimValue>> from, Map<String, Set<ClaimValue>> into) {
    from.forEach(
        (set, values) -> into.computeIfAbsent(set, key -> new LinkedHashSet<>()).addAll(values));
  }
}
