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
import java.util.stream.Collectors;

/** A compiled policy. Immutable and thread safe; evaluating it is linear in its size. */
public final class Policy {
  /** The most comparisons that evaluating a policy may take. */
  public static final int MAX_COST = 250_000;

  private final String name;
  private final Optional<String> description;
  private final SortedSet<String> referenceSets;
  private final List<CompiledClause> clauses;
  private final Map<String, Ruling> rulings;

  /**
   * Makes a policy of checked parts; for the compiler.
   *
   * @param referenceSets the names of the sets its conditions use
   * @throws IllegalArgumentException if evaluating it can cost more than {@link #MAX_COST}
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
    this.rulings =
        this.clauses.stream()
            .collect(
                Collectors.groupingBy(
                    CompiledClause::technology,
                    Collectors.collectingAndThen(Collectors.toList(), Ruling::new)));
    if (cost() > MAX_COST) {
      throw new IllegalArgumentException("costs " + cost() + " comparisons, over " + MAX_COST);
    }
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
   * Decides, and records what each check came to, so that the decision can be explained.
   *
   * @param claims what the evidence says, under the technology whose root verified
   * @param references the sets at hand, under their names
   */
  public Evaluation evaluate(ClaimSet claims, Map<String, ReferenceSet> references) {
    return Evaluation.of(name, ruling(claims), claims, references);
  }

  /**
   * Decides and records nothing: the reason is the one that {@link #evaluate} has.
   *
   * @param claims what the evidence says, under the technology whose root verified
   * @param references the sets at hand, under their names
   */
  public Reason decide(ClaimSet claims, Map<String, ReferenceSet> references) {
    return ruling(claims)
        .decide(claims.claims(), new Evaluator(claims.technology(), references, null));
  }

  private Ruling ruling(ClaimSet claims) {
    return rulings.getOrDefault(claims.technology(), Ruling.NONE);
  }
}
