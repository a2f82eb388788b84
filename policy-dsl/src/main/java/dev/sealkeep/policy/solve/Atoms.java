package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.syntax.Operator;

/** A requirement on a claim with one value as an atom, perhaps negated. */
record Atoms(Atom atom, boolean negated) {
  static Atoms of(Requirement requirement, Sets sets) {
    return switch (requirement) {
      case Requirement.Identical same ->
          new Atoms(new Atom.Compared(Operator.EQUAL, same.value()), same.negated());
      case Requirement.Ordered ordered ->
          new Atoms(new Atom.Compared(ordered.operator(), ordered.bound()), false);
      case Requirement.OneOf list -> new Atoms(new Atom.Among(list.values()), list.negated());
      case Requirement.InReference member ->
          new Atoms(sets.contains(member.set(), member.column()), member.negated());
      case Requirement.Contains _, Requirement.OfEntries _, Requirement.TcbFloor _ ->
          throw new IllegalStateException("not asked of one value: " + requirement.expected());
    };
  }
}
