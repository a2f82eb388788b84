package dev.sealkeep.policy.solve;

import java.util.ArrayList;
import java.util.List;

/** What has to hold of claims, without negation: negating pushes it to the leaves. */
public sealed interface Constraint {
  /** Always holds. */
  Constraint TRUE = new And(List.of());

  /** Never holds. */
  Constraint FALSE = new Or(List.of());

  /** The constraint that holds exactly where this one does not. */
  Constraint negated();

  /** Holds where every part does. */
  static Constraint and(List<Constraint> parts) {
    List<Constraint> kept = new ArrayList<>();
    for (Constraint part : parts) {
      if (part.equals(FALSE) || (part instanceof In in && in.cells().isEmpty())) {
        return FALSE;
      }
      if (part instanceof And nested) {
        kept.addAll(nested.parts());
      } else {
        kept.add(part);
      }
    }
    return kept.size() == 1 ? kept.getFirst() : new And(kept);
  }

  /** Holds where every part does. */
  static Constraint and(Constraint... parts) {
    return and(List.of(parts));
  }

  /** Holds where a part does. */
  static Constraint or(List<Constraint> parts) {
    List<Constraint> kept = new ArrayList<>();
    for (Constraint part : parts) {
      if (part.equals(TRUE) || (part instanceof In in && in.cells().isAll())) {
        return TRUE;
      }
      if (part instanceof Or nested) {
        kept.addAll(nested.parts());
      } else {
        kept.add(part);
      }
    }
    return kept.size() == 1 ? kept.getFirst() : new Or(kept);
  }

  /** Holds where a part does. */
  static Constraint or(Constraint... parts) {
    return or(List.of(parts));
  }

  /** Every part holds. */
  record And(List<Constraint> parts) implements Constraint {
    /** Copies {@code parts}. */
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public Constraint negated() {
      return or(parts.stream().map(Constraint::negated).toList());
    }
  }

  /** A part holds. */
  record Or(List<Constraint> parts) implements Constraint {
    /** Copies {@code parts}. */
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public Constraint negated() {
      return and(parts.stream().map(Constraint::negated).toList());
    }
  }

  /** A facet is in one of some cells. */
  final class In implements Constraint {
    private final Facet facet;
    private final Cells cells;

    In(Facet facet, Cells cells) {
      this.facet = facet;
      this.cells = cells;
    }

    Facet facet() {
      return facet;
    }

    Cells cells() {
      return cells;
    }

    @Override
    public Constraint negated() {
      return new In(facet, cells.complement());
    }

    @Override
    public String toString() {
      return facet.claim() + "#" + facet.index() + " in " + cells;
    }
  }

  /** An entry of a list meets a constraint on entries. */
  final class Exists implements Constraint {
    private final EntriesDomain list;
    private final Constraint body;

    Exists(EntriesDomain list, Constraint body) {
      this.list = list;
      this.body = body;
    }

    EntriesDomain list() {
      return list;
    }

    Constraint body() {
      return body;
    }

    @Override
    public Constraint negated() {
      return new ForAll(list, body.negated());
    }
  }

  /** Every entry of a list meets a constraint on entries. */
  final class ForAll implements Constraint {
    private final EntriesDomain list;
    private final Constraint body;

    ForAll(EntriesDomain list, Constraint body) {
      this.list = list;
      this.body = body;
    }

    EntriesDomain list() {
      return list;
    }

    Constraint body() {
      return body;
    }

    @Override
    public Constraint negated() {
      return new Exists(list, body.negated());
    }
  }
}
