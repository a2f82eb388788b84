package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A claim with one value: a flag, number, word, text, bytes, duration or time. Two values lie in
 * one cell if they meet the same atoms. A set that is not at hand may hold any value or not, so
 * each value counts once for each answer.
 */
final class ScalarDomain implements ClaimDomain {
  /** How many sets that are not at hand one claim may be looked up in. */
  static final int MAX_ASSUMED = 6;

  /** One cell: a value, and which of the assumed sets hold it. */
  private record Cell(ClaimValue value, BitSet signature) {}

  private final Claim claim;
  private final List<Atom> atoms;
  private final List<Cell> cells = new ArrayList<>();
  private final Map<BitSet, Integer> bySignature = new LinkedHashMap<>();
  private final Facet facet;
  private final List<ClaimValue> unmentioned;

  ScalarDomain(Claim claim, SequencedSet<Atom> asked, int index) {
    this.claim = claim;
    this.atoms = List.copyOf(asked);
    this.unmentioned = Candidates.unmentioned(claim.type(), atoms);
    int answers = 1 << assumed(atoms);
    Candidates candidates = Candidates.of(claim.type(), atoms, answers);
    for (ClaimValue value : candidates.values()) {
      for (int held = 0; held < answers; held++) {
        add(value, held);
      }
    }
    // A value of its own for each answer: two entries of a list may differ in nothing else.
    for (int held = 0; held < candidates.made().size(); held++) {
      add(candidates.made().get(held), held);
    }
    this.facet = new Facet(index, claim.name(), cells.size() + 1);
  }

  /** How many of some atoms are about sets that are not at hand. */
  static int assumed(Collection<Atom> atoms) {
    return (int) atoms.stream().filter(Atom.Assumed.class::isInstance).count();
  }

  private void add(ClaimValue value, int held) {
    BitSet signature = signature(value, held);
    if (bySignature.putIfAbsent(signature, cells.size() + 1) == null) {
      cells.add(new Cell(value, signature));
    }
  }

  /**
   * Which atoms a value meets.
   *
   * @param held a bit for each assumed set, in the order of the atoms
   */
  private BitSet signature(ClaimValue value, int held) {
    BitSet signature = new BitSet(atoms.size());
    int assumed = 0;
    for (int i = 0; i < atoms.size(); i++) {
      signature.set(
          i,
          switch (atoms.get(i)) {
            case Atom.Compared compared -> compared.holds(value);
            case Atom.Among among -> among.values().contains(value);
            case Atom.Assumed _ -> (held >> assumed++ & 1) == 1;
          });
    }
    return signature;
  }

  @Override
  public String claim() {
    return claim.name();
  }

  @Override
  public List<Facet> facets() {
    return List.of(facet);
  }

  @Override
  public Constraint isTrue(Requirement requirement, Sets sets) {
    return where(Atoms.of(requirement, sets), true);
  }

  @Override
  public Constraint isFalse(Requirement requirement, Sets sets) {
    return where(Atoms.of(requirement, sets), false);
  }

  private Constraint where(Atoms asked, boolean outcome) {
    int atom = atoms.indexOf(asked.atom());
    BitSet members = new BitSet(facet.cells());
    for (int i = 0; i < cells.size(); i++) {
      members.set(i + 1, cells.get(i).signature().get(atom) == (outcome != asked.negated()));
    }
    return new Constraint.In(facet, Cells.of(members, facet.cells()));
  }

  /** Values that nothing mentions and that no set at hand or assumed holds. */
  Constraint isUnmentioned() {
    return Constraint.or(unmentioned.stream().map(this::isHeldByNoSet).toList());
  }

  /**
   * Bytes of zeros or the number 0, which no assumed set holds, or what atoms do not tell from it.
   */
  Constraint isZero() {
    return switch (claim.type()) {
      case ClaimType.Bytes bytes -> isHeldByNoSet(ClaimValue.Bytes.of(new byte[bytes.max()]));
      case ClaimType.Int range when range.admits(0) -> isHeldByNoSet(new ClaimValue.Int(0));
      case ClaimType.Int _,
          ClaimType.Bool _,
          ClaimType.Symbol _,
          ClaimType.Text _,
          ClaimType.Span _,
          ClaimType.Time _,
          ClaimType.Words _,
          ClaimType.Tcb _,
          ClaimType.Entries _ ->
          Constraint.FALSE;
    };
  }

  private Constraint isHeldByNoSet(ClaimValue value) {
    Integer cell = bySignature.get(signature(value, 0));
    return cell == null
        ? Constraint.FALSE
        : new Constraint.In(facet, Cells.one(cell, facet.cells()));
  }

  @Override
  public void locate(Optional<ClaimValue> value, int[] located) {
    located[facet.index()] =
        value
            .filter(claim.type()::admits)
            .map(v -> bySignature.getOrDefault(signature(v, 0), 0))
            .orElse(0);
  }

  @Override
  public Optional<ClaimValue> value(Assignment assignment) {
    int cell = assignment.cell(facet);
    if (cell == 0) {
      return Optional.empty();
    }
    Cell chosen = cells.get(cell - 1);
    for (int i = 0; i < atoms.size(); i++) {
      if (atoms.get(i) instanceof Atom.Assumed set && chosen.signature().get(i)) {
        assignment.assume(set, chosen.value());
      }
    }
    return Optional.of(chosen.value());
  }
}
