package dev.sealkeep.policy.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has to hold of claims, without negation: negating pushes it to the leaves. */
public sealed interface Constraint {
  /** Always holds. */
  Constraint TRUE = new And(new Parts(List.of()));

  /** Never holds. */
  Constraint FALSE = new Or(new Parts(List.of()));

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
    return kept.size() == 1 ? kept.getFirst() : new And(new Parts(kept));
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
    return kept.size() == 1 ? kept.getFirst() : new Or(new Parts(kept));
  }

  /** Holds where a part does. */
  static Constraint or(Constraint... parts) {
    return or(List.of(parts));
  }

  /** Every part holds. Equal to another with equal parts. */
  final class And implements Constraint {
    private final Parts parts;

    private And(Parts parts) {
      this.parts = parts;
    }

    List<Constraint> parts() {
      return parts.list;
    }

    @Override
    public Constraint negated() {
      return parts.negation(() -> or(parts.negations()));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof And that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return parts.hash;
    }
  }

  /** A part holds. Equal to another with equal parts. */
  final class Or implements Constraint {
    private final Parts parts;

    private Or(Parts parts) {
      this.parts = parts;
    }

    List<Constraint> parts() {
      return parts.list;
    }

    @Override
    public Constraint negated() {
      return parts.negation(() -> and(parts.negations()));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Or that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return ~parts.hash;
    }
  }

  /** Parts with their hash, which is asked for often, and the negation of the whole once known. */
  final class Parts {
    private final List<Constraint> list;
    private final int hash;
    private @Nullable Constraint negation;

    private Parts(List<Constraint> parts) {
      this.list = List.copyOf(parts);
      this.hash = list.hashCode();
    }

    private List<Constraint> negations() {
      return list.stream().map(Constraint::negated).toList();
    }

    private Constraint negation(Supplier<Constraint> made) {
      Constraint known = negation;
      if (known == null) {
        known = made.get();
        negation = known;
      }
      return known;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Parts that && hash == that.hash && list.equals(that.list);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** A facet is in one of some cells. Equal to another of the same facet and cells. */
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
    public boolean equals(Object other) {
      return other instanceof In that && facet.equals(that.facet) && cells.equals(that.cells);
    }

    @Override
    public int hashCode() {
      return 31 * facet.index() + cells.hashCode();
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

    @Override
    public boolean equals(Object other) {
      return other instanceof Exists that && list == that.list && body.equals(that.body);
    }

    @Override
    public int hashCode() {
      return 31 * body.hashCode();
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

    @Override
    public boolean equals(Object other) {
      return other instanceof ForAll that && list == that.list && body.equals(that.body);
    }

    @Override
    public int hashCode() {
      return 37 * body.hashCode();
    }
  }
}
