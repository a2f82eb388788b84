package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A compiled policy. Immutable and thread safe; evaluating it is linear in its size. */
public final class Policy {
  /** The most comparisons that evaluating a policy may take. */
  public static final int MAX_COST = 250_000;

  private final String name;
  private final Optional<String> description;
  private final SortedSet<String> referenceSets;
  private final List<CompiledClause> clauses;

  /**
   * Makes a policy of checked parts; for the compiler.
   *
   * @param referenceSets the names of the sets its conditions use
   */
  public Policy(
      String name,
      Optional<String> description,
      SortedSet<String> referenceSets,
      List<CompiledClause> clauses) {
    this.name = name;
    this.description = description;
    this.referenceSets = Collections.unmodifiableSortedSet(new TreeSet<>(referenceSets));
    this.clauses = List.copyOf(clauses);
  }

  /** The policy's name. */
  public String name() {
    return name;
  }

  /** What its author says of it. */
  public Optional<String> description() {
    return description;
  }

  /** The names of the sets that evaluation wants; one that is not given is unknown. */
  public SortedSet<String> referenceSets() {
    return referenceSets;
  }

  /** The technologies with a permit clause. */
  public SortedSet<String> technologies() {
    SortedSet<String> tags = new TreeSet<>();
    clauses.stream()
        .filter(clause -> clause.kind() == PolicySyntax.Kind.PERMIT)
        .forEach(clause -> tags.add(clause.technology()));
    return Collections.unmodifiableSortedSet(tags);
  }

  /** The most comparisons that an evaluation can take, over all technologies. */
  public long cost() {
    return clauses.stream().mapToLong(CompiledClause::cost).sum();
  }

  /** Every clause, in the order of the source. */
  public List<CompiledClause> clauses() {
    return clauses;
  }

  /**
   * Decides.
   *
   * @param claims what the evidence says, under the technology whose root verified
   * @param references the sets at hand, under their names
   */
  public Evaluation evaluate(ClaimSet claims, Map<String, ReferenceSet> references) {
    Facts facts = new Facts(claims, references);
    List<ClauseResult> results =
        clauses.stream()
            .filter(clause -> clause.technology().equals(claims.technology()))
            .map(clause -> clause.evaluate(facts))
            .toList();
    Reason reason = reason(results);
    return new Evaluation(reason, new Explanation(name, claims.technology(), reason, results));
  }

  private static Reason reason(List<ClauseResult> results) {
    List<ClauseResult> permits = only(PolicySyntax.Kind.PERMIT, results);
    List<ClauseResult> forbids = only(PolicySyntax.Kind.FORBID, results);
    if (permits.isEmpty()) {
      return Reason.NO_PERMIT_FOR_TECHNOLOGY;
    }
    if (forbids.stream().anyMatch(clause -> clause.outcome() == Outcome.TRUE)) {
      return Reason.FORBIDDEN;
    }
    if (forbids.stream().anyMatch(ClauseResult::applies)) {
      return undecided(forbids, Reason.FORBID_UNDECIDED);
    }
    if (permits.stream().anyMatch(ClauseResult::applies)) {
      return Reason.PERMITTED;
    }
    return permits.stream().anyMatch(clause -> clause.outcome() == Outcome.UNKNOWN)
        ? undecided(permits, Reason.PERMIT_UNDECIDED)
        : Reason.NO_PERMIT_MATCHED;
  }

  private static Reason undecided(List<ClauseResult> clauses, Reason otherwise) {
    return clauses.stream()
            .filter(clause -> clause.outcome() == Outcome.UNKNOWN)
            .anyMatch(ClauseResult::lacksReference)
        ? Reason.REFERENCE_MISSING
        : otherwise;
  }

  private static List<ClauseResult> only(PolicySyntax.Kind kind, List<ClauseResult> results) {
    return results.stream().filter(result -> result.is(kind)).toList();
  }
}
