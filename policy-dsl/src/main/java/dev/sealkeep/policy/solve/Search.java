package dev.sealkeep.policy.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One branch of a search: what each facet can still be, the disjunctions still open, and what is
 * asked of each list. Copied where the search branches.
 */
final class Search {
  /** How a constraint stands in a branch. */
  enum Standing {
    HOLDS,
    FAILS,
    OPEN
  }

  private final Cells[] left;
  private final Map<EntriesDomain, List<Constraint>> ofLists;
  private List<Constraint.Or> open;

  private Search(
      Cells[] left, Map<EntriesDomain, List<Constraint>> ofLists, List<Constraint.Or> open) {
    this.left = left;
    this.ofLists = ofLists;
    this.open = open;
  }

  static Search of(Space space) {
    Cells[] left =
        space.facets().stream().map(facet -> Cells.all(facet.cells())).toArray(Cells[]::new);
    return new Search(left, new HashMap<>(), new ArrayList<>());
  }

  /** A branch in which a disjunction is no longer open, since one of its parts is demanded. */
  Search copyWithout(Constraint.Or taken) {
    Map<EntriesDomain, List<Constraint>> lists = new HashMap<>();
    ofLists.forEach((list, asked) -> lists.put(list, new ArrayList<>(asked)));
    List<Constraint.Or> others = new ArrayList<>(open);
    others.remove(taken);
    return new Search(left.clone(), lists, others);
  }

  Cells left(Facet facet) {
    return left[facet.index()];
  }

  Map<EntriesDomain, List<Constraint>> ofLists() {
    return ofLists;
  }

  List<Constraint.Or> open() {
    return open;
  }

  /** Demands a constraint; false if no cells are left for it. */
  boolean demand(Constraint constraint) {
    return switch (constraint) {
      case Constraint.And and -> {
        for (Constraint part : and.parts()) {
          if (!demand(part)) {
            yield false;
          }
        }
        yield true;
      }
      case Constraint.Or or -> {
        if (or.parts().isEmpty()) {
          yield false;
        }
        open.add(or);
        yield true;
      }
      case Constraint.In in -> {
        int index = in.facet().index();
        left[index] = left[index].and(in.cells());
        yield !left[index].isEmpty();
      }
      case Constraint.Exists some -> ask(some.list(), some);
      case Constraint.ForAll every -> ask(every.list(), every);
    };
  }

  private boolean ask(EntriesDomain list, Constraint constraint) {
    List<Constraint> asked = ofLists.computeIfAbsent(list, key -> new ArrayList<>());
    if (!asked.contains(constraint)) {
      asked.add(constraint);
    }
    return true;
  }

  Standing standing(Constraint constraint, Budget budget) {
    return switch (constraint) {
      case Constraint.And and -> all(and.parts(), Standing.FAILS, budget);
      case Constraint.Or or -> all(or.parts(), Standing.HOLDS, budget);
      case Constraint.In in -> {
        budget.step();
        Cells now = left[in.facet().index()];
        yield !now.meets(in.cells())
            ? Standing.FAILS
            : now.isWithin(in.cells()) ? Standing.HOLDS : Standing.OPEN;
      }
      case Constraint.Exists some -> asked(some.list(), some);
      case Constraint.ForAll every -> asked(every.list(), every);
    };
  }

  private Standing asked(EntriesDomain list, Constraint constraint) {
    return ofLists.getOrDefault(list, List.of()).contains(constraint)
        ? Standing.HOLDS
        : Standing.OPEN;
  }

  /** Of parts of which one that is {@code decisive} settles the whole. */
  private Standing all(List<Constraint> parts, Standing decisive, Budget budget) {
    boolean unsettled = false;
    for (Constraint part : parts) {
      Standing one = standing(part, budget);
      if (one == decisive) {
        return decisive;
      }
      unsettled |= one == Standing.OPEN;
    }
    return unsettled ? Standing.OPEN : decisive == Standing.HOLDS ? Standing.FAILS : Standing.HOLDS;
  }

  /**
   * Follows what the open disjunctions leave no choice about; false if one has no part left. Stops
   * early where the budget is spent.
   */
  boolean propagate(Budget budget) {
    boolean changed = true;
    while (changed && !budget.isSpent()) {
      changed = false;
      List<Constraint.Or> pending = open;
      open = new ArrayList<>();
      for (Constraint.Or or : pending) {
        List<Constraint> possible = new ArrayList<>();
        boolean holds = false;
        for (Constraint part : or.parts()) {
          Standing one = standing(part, budget);
          holds |= one == Standing.HOLDS;
          if (one == Standing.OPEN) {
            possible.add(part);
          }
        }
        if (holds) {
          continue;
        }
        if (possible.isEmpty()) {
          return false;
        }
        if (possible.size() == 1) {
          changed = true;
          if (!demand(possible.getFirst())) {
            return false;
          }
        } else {
          open.add(or);
        }
      }
    }
    return true;
  }
}
