package dev.sealkeep.policy.solve;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One branch of a search: what each facet can still be, the disjunctions still open, and what is
 * asked of each list. Copied where the search branches.
 *
 * <p>Beside each of these stands which choices led to it, by their depth. A branch that fails names
 * the choices that its failure rests on, so that the search goes back to the last of them and does
 * not try in vain what has nothing to do with it (conflict-directed backjumping).
 */
final class Search {
  /** How a constraint stands in a branch. */
  enum Standing {
    HOLDS,
    FAILS,
    OPEN
  }

  /**
   * A disjunction that has to hold.
   *
   * @param why the choices that demanded it
   */
  record Pending(Constraint.Or or, BitSet why) {}

  private final Cells[] left;
  private final BitSet[] narrowedBy;
  private final Map<EntriesDomain, Set<Constraint>> ofLists;
  private final Map<EntriesDomain, BitSet> askedBy;
  private final Map<Constraint.Or, BitSet> demanded;
  private List<Pending> open;
  private BitSet conflict = new BitSet();

  private Search(
      Cells[] left,
      BitSet[] narrowedBy,
      Map<EntriesDomain, Set<Constraint>> ofLists,
      Map<EntriesDomain, BitSet> askedBy,
      Map<Constraint.Or, BitSet> demanded,
      List<Pending> open) {
    this.left = left;
    this.narrowedBy = narrowedBy;
    this.ofLists = ofLists;
    this.askedBy = askedBy;
    this.demanded = demanded;
    this.open = open;
  }

  static Search of(Space space) {
    int facets = space.facets().size();
    Cells[] left = new Cells[facets];
    BitSet[] narrowedBy = new BitSet[facets];
    for (Facet facet : space.facets()) {
      left[facet.index()] = Cells.all(facet.cells());
      narrowedBy[facet.index()] = new BitSet();
    }
    return new Search(
        left, narrowedBy, new HashMap<>(), new HashMap<>(), new HashMap<>(), new ArrayList<>());
  }

  /** A branch in which a disjunction is no longer open, since one of its parts is demanded. */
  Search copyWithout(Pending taken) {
    List<Pending> others = new ArrayList<>(open);
    others.remove(taken);
    return new Search(
        left.clone(),
        narrowedBy.clone(),
        new HashMap<>(ofLists),
        new HashMap<>(askedBy),
        new HashMap<>(demanded),
        others);
  }

  Cells left(Facet facet) {
    return left[facet.index()];
  }

  Map<EntriesDomain, Set<Constraint>> ofLists() {
    return ofLists;
  }

  BitSet askedBy(EntriesDomain list) {
    return askedBy.getOrDefault(list, new BitSet());
  }

  List<Pending> open() {
    return open;
  }

  /** The choices that the failure of this branch rests on. */
  BitSet conflict() {
    return (BitSet) conflict.clone();
  }

  private static BitSet union(BitSet a, BitSet b) {
    if (b.isEmpty()) {
      return a;
    }
    BitSet both = (BitSet) a.clone();
    both.or(b);
    return both;
  }

  /**
   * Demands a constraint; false if no cells are left for it.
   *
   * @param why the choices it follows from
   */
  boolean demand(Constraint constraint, BitSet why) {
    return switch (constraint) {
      case Constraint.And and -> {
        for (Constraint part : and.parts()) {
          if (!demand(part, why)) {
            yield false;
          }
        }
        yield true;
      }
      case Constraint.Or or -> {
        if (or.parts().isEmpty()) {
          conflict = why;
          yield false;
        }
        if (demanded.putIfAbsent(or, why) == null) {
          open.add(new Pending(or, why));
        }
        yield true;
      }
      case Constraint.In in -> narrow(in, why);
      case Constraint.Exists some -> ask(some.list(), some, why);
      case Constraint.ForAll every -> ask(every.list(), every, why);
    };
  }

  private boolean narrow(Constraint.In in, BitSet why) {
    int index = in.facet().index();
    if (!left[index].isWithin(in.cells())) {
      left[index] = left[index].and(in.cells());
      narrowedBy[index] = union(narrowedBy[index], why);
    }
    if (left[index].isEmpty()) {
      conflict = narrowedBy[index];
      return false;
    }
    return true;
  }

  private boolean ask(EntriesDomain list, Constraint constraint, BitSet why) {
    Set<Constraint> asked = new LinkedHashSet<>(ofLists.getOrDefault(list, Set.of()));
    if (asked.add(constraint)) {
      ofLists.put(list, asked);
      askedBy.merge(list, why, Search::union);
    }
    return true;
  }

  Standing standing(Constraint constraint, Budget budget) {
    return switch (constraint) {
      case Constraint.And and ->
          isRefused(and) ? Standing.FAILS : all(and.parts(), Standing.FAILS, budget);
      case Constraint.Or or ->
          demanded.containsKey(or) ? Standing.HOLDS : all(or.parts(), Standing.HOLDS, budget);
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

  /** Whether the contrary was demanded in so many words. */
  private boolean isRefused(Constraint.And and) {
    return and.negated() instanceof Constraint.Or contrary && demanded.containsKey(contrary);
  }

  private Standing asked(EntriesDomain list, Constraint constraint) {
    Set<Constraint> asked = ofLists.getOrDefault(list, Set.of());
    if (asked.contains(constraint)) {
      return Standing.HOLDS;
    }
    return asked.contains(constraint.negated()) ? Standing.FAILS : Standing.OPEN;
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

  /** Adds the choices that how a constraint stands can rest on. */
  void addReasons(Constraint constraint, BitSet reasons) {
    switch (constraint) {
      case Constraint.And and -> {
        if (and.negated() instanceof Constraint.Or contrary) {
          reasons.or(demanded.getOrDefault(contrary, new BitSet()));
        }
        and.parts().forEach(part -> addReasons(part, reasons));
      }
      case Constraint.Or or -> or.parts().forEach(part -> addReasons(part, reasons));
      case Constraint.In in -> reasons.or(narrowedBy[in.facet().index()]);
      case Constraint.Exists some -> reasons.or(askedBy(some.list()));
      case Constraint.ForAll every -> reasons.or(askedBy(every.list()));
    }
  }

  /**
   * Follows what the open disjunctions leave no choice about; false if one has no part left. Stops
   * early where the budget is spent.
   */
  boolean propagate(Budget budget) {
    boolean changed = true;
    while (changed && !budget.isSpent()) {
      changed = false;
      List<Pending> pending = open;
      open = new ArrayList<>();
      for (Pending one : pending) {
        List<Constraint> possible = possible(one.or(), budget);
        if (possible.size() > 1) {
          open.add(one);
        } else if (!isHeld(possible)) {
          BitSet why = (BitSet) one.why().clone();
          addReasons(one.or(), why);
          changed = true;
          if (possible.isEmpty()) {
            conflict = why;
            return false;
          }
          if (!demand(possible.getFirst(), why)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isHeld(List<Constraint> possible) {
    return possible.size() == 1 && possible.getFirst().equals(Constraint.TRUE);
  }

  /** The parts still open, or what always holds if a part does already. */
  private List<Constraint> possible(Constraint.Or or, Budget budget) {
    List<Constraint> possible = new ArrayList<>();
    for (Constraint part : or.parts()) {
      switch (standing(part, budget)) {
        case HOLDS -> {
          return List.of(Constraint.TRUE);
        }
        case OPEN -> possible.add(part);
        case FAILS -> {}
      }
    }
    return possible;
  }
}
