package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Formula;
import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What claims can be, as far as some formulas tell it apart. A space is made for the formulas that
 * are to be solved together, and only those can be written as constraints on it. Immutable but for
 * what it is built from.
 */
public final class Space {
  /** Formulas and the sets they see. */
  private record Usage(Formula formula, Sets sets) {}

  /** Gathers the formulas of a space. */
  public static final class Builder {
    private final List<Usage> usages = new ArrayList<>();
    private final SequencedMap<String, Claim> claims = new LinkedHashMap<>();

    /** Adds a formula. */
    public Builder add(Formula formula, Sets sets) {
      usages.add(new Usage(formula, sets));
      return this;
    }

    /** Adds a claim of which a formula may say nothing. */
    public Builder add(Claim claim) {
      claims.putIfAbsent(claim.name(), claim);
      return this;
    }

    /** The space of what was added; empty if a claim is looked up in too many unknown sets. */
    public Optional<Space> build() {
      Space space = new Space(usages, claims);
      return space.bounded ? Optional.of(space) : Optional.empty();
    }
  }

  private final SequencedMap<String, ClaimDomain> domains = new LinkedHashMap<>();
  private final List<Facet> facets = new ArrayList<>();
  private boolean bounded = true;

  private Space(List<Usage> usages, SequencedMap<String, Claim> declared) {
    SequencedMap<String, Claim> claims = new LinkedHashMap<>(declared);
    Map<String, List<Asked>> asked = new LinkedHashMap<>();
    for (Usage usage : usages) {
      for (Formula.Check check : checks(usage.formula())) {
        claims.putIfAbsent(check.claim().name(), check.claim());
        asked
            .computeIfAbsent(check.claim().name(), name -> new ArrayList<>())
            .add(new Asked(check.requirement(), usage.sets()));
      }
    }
    claims.forEach(
        (name, claim) -> {
          ClaimDomain domain = domain(claim, asked.getOrDefault(name, List.of()), facets.size());
          domains.put(name, domain);
          facets.addAll(domain.facets());
        });
  }

  /** A requirement and the sets it sees. */
  private record Asked(Requirement requirement, Sets sets) {}

  /** Starts a space. */
  public static Builder builder() {
    return new Builder();
  }

  private static List<Formula.Check> checks(Formula formula) {
    return switch (formula) {
      case Formula.All all -> all.parts().stream().flatMap(p -> checks(p).stream()).toList();
      case Formula.Any any -> any.parts().stream().flatMap(p -> checks(p).stream()).toList();
      case Formula.Negation negation -> checks(negation.operand());
      case Formula.Check check -> List.of(check);
    };
  }

  private ClaimDomain domain(Claim claim, List<Asked> asked, int index) {
    return switch (claim.type()) {
      case ClaimType.Words _ -> {
        SequencedSet<String> words = new LinkedHashSet<>();
        asked.forEach(a -> words.addAll(WordsDomain.mentioned(a.requirement())));
        yield new WordsDomain(claim.name(), words, index);
      }
      case ClaimType.Tcb type ->
          new TcbDomain(
              claim,
              type,
              asked.stream().map(a -> (Requirement.TcbFloor) a.requirement()).toList(),
              index);
      case ClaimType.Entries type -> {
        List<Usage> bodies =
            asked.stream()
                .map(a -> new Usage(((Requirement.OfEntries) a.requirement()).body(), a.sets()))
                .toList();
        Space entry = new Space(bodies, new LinkedHashMap<>());
        bounded &= entry.bounded;
        yield new EntriesDomain(claim.name(), type.maxEntries(), entry, index);
      }
      case ClaimType.Bool _,
          ClaimType.Int _,
          ClaimType.Symbol _,
          ClaimType.Bytes _,
          ClaimType.Text _,
          ClaimType.Span _,
          ClaimType.Time _ -> {
        SequencedSet<Atom> atoms = new LinkedHashSet<>();
        asked.forEach(a -> atoms.add(Atoms.of(a.requirement(), a.sets()).atom()));
        if (ScalarDomain.assumed(atoms) > ScalarDomain.MAX_ASSUMED) {
          bounded = false;
          atoms.clear();
        }
        yield new ScalarDomain(claim, atoms, index);
      }
    };
  }

  /** Where a formula is true. */
  public Constraint isTrue(Formula formula, Sets sets) {
    return switch (formula) {
      case Formula.All all -> Constraint.and(each(all.parts(), sets, true));
      case Formula.Any any -> Constraint.or(each(any.parts(), sets, true));
      case Formula.Negation negation -> isFalse(negation.operand(), sets);
      case Formula.Check check -> domain(check.claim().name()).isTrue(check.requirement(), sets);
    };
  }

  /** Where a formula is false. */
  public Constraint isFalse(Formula formula, Sets sets) {
    return switch (formula) {
      case Formula.All all -> Constraint.or(each(all.parts(), sets, false));
      case Formula.Any any -> Constraint.and(each(any.parts(), sets, false));
      case Formula.Negation negation -> isTrue(negation.operand(), sets);
      case Formula.Check check -> domain(check.claim().name()).isFalse(check.requirement(), sets);
    };
  }

  private List<Constraint> each(List<Formula> parts, Sets sets, boolean outcome) {
    return parts.stream().map(part -> outcome ? isTrue(part, sets) : isFalse(part, sets)).toList();
  }

  private ClaimDomain domain(String claim) {
    ClaimDomain domain = domains.get(claim);
    if (domain == null) {
      throw new IllegalStateException("not of this space: " + claim);
    }
    return domain;
  }

  /** Whether the space knows a claim. */
  public boolean has(String claim) {
    return domains.containsKey(claim);
  }

  /** The claims there are, in the order they were added. */
  public Collection<String> claims() {
    return domains.sequencedKeySet();
  }

  /** A claim is there. */
  public Constraint isPresent(String claim) {
    return domain(claim).isPresent();
  }

  /** A claim is missing. */
  public Constraint isMissing(String claim) {
    return domain(claim).isMissing();
  }

  /**
   * A claim has a value that no formula mentions and no set holds; for a set of words, such a word.
   * Never, where the type has no such value, as a flag has not; or where it is a list or a vector.
   */
  public Constraint isUnmentioned(String claim) {
    return switch (domain(claim)) {
      case ScalarDomain scalar -> scalar.isUnmentioned();
      case WordsDomain words -> words.hasUnmentioned();
      case TcbDomain _, EntriesDomain _ -> Constraint.FALSE;
    };
  }

  /**
   * A claim is zero in every byte, or is the number 0, and no set that is not at hand holds it.
   * Never, for a claim of another type.
   */
  public Constraint isZero(String claim) {
    return domain(claim) instanceof ScalarDomain scalar ? scalar.isZero() : Constraint.FALSE;
  }

  /**
   * Some entry of a list meets a formula on its fields, and those of its fields that are named have
   * a value that no formula mentions and no set holds.
   *
   * @param body a formula that stands in one of the space's
   * @param unmentioned fields of which a formula of the space speaks
   */
  public Constraint hasEntry(String list, Formula body, Sets sets, List<String> unmentioned) {
    if (!(domain(list) instanceof EntriesDomain entries)) {
      return Constraint.FALSE;
    }
    List<Constraint> parts = new ArrayList<>(List.of(entries.entry().isTrue(body, sets)));
    unmentioned.forEach(field -> parts.add(entries.entry().isUnmentioned(field)));
    return Constraint.and(
        entries.isPresent(), new Constraint.Exists(entries, Constraint.and(parts)));
  }

  List<Facet> facets() {
    return facets;
  }

  Collection<ClaimDomain> domains() {
    return domains.values();
  }

  /** The cell of each facet that some claims lie in. */
  int[] locate(Map<String, ClaimValue> claims) {
    int[] cells = new int[facets.size()];
    domains.forEach((name, domain) -> domain.locate(Optional.ofNullable(claims.get(name)), cells));
    return cells;
  }

  /** Whether a constraint without lists holds in some cells. */
  boolean holds(Constraint constraint, int[] cells) {
    return switch (constraint) {
      case Constraint.And and -> and.parts().stream().allMatch(part -> holds(part, cells));
      case Constraint.Or or -> or.parts().stream().anyMatch(part -> holds(part, cells));
      case Constraint.In in -> in.cells().contains(cells[in.facet().index()]);
      case Constraint.Exists _, Constraint.ForAll _ ->
          throw new IllegalStateException("an entry has no lists");
    };
  }
}
