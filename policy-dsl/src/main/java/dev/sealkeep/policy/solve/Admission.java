package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Formula;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * Which claims of one technology a policy admits: those for which a permit clause is true and every
 * forbid clause is false.
 */
public final class Admission {
  private final List<CompiledClause> clauses;
  private final Sets sets;

  /**
   * The admission of a policy.
   *
   * @param references the sets at hand; one that is not stands for any contents
   */
  public Admission(Policy policy, String technology, Map<String, ReferenceSet> references) {
    this.clauses =
        policy.clauses().stream().filter(clause -> clause.technology().equals(technology)).toList();
    this.sets = new Sets(technology, references);
  }

  /** The sets it sees. */
  public Sets sets() {
    return sets;
  }

  /** Adds its conditions to a space that is being built. */
  public void addTo(Space.Builder space) {
    clauses.forEach(clause -> space.add(formula(clause), sets));
  }

  private static Formula formula(CompiledClause clause) {
    return new Formula.All(
        clause.conditions().stream().map(CompiledClause.CompiledLine::formula).toList());
  }

  /** Where the policy admits. */
  public Constraint admits(Space space) {
    List<Constraint> permits =
        of(PolicySyntax.Kind.PERMIT).map(c -> space.isTrue(formula(c), sets)).toList();
    return Constraint.and(Constraint.or(permits), nothingForbids(space));
  }

  /** Its permit clauses, in the order of the source. */
  public List<CompiledClause> permits() {
    return of(PolicySyntax.Kind.PERMIT).toList();
  }

  /** The claims that its clauses ask about, in the order of the source. */
  public SequencedSet<String> asks() {
    SequencedSet<String> claims = new LinkedHashSet<>();
    clauses.forEach(
        clause -> formula(clause).checks().forEach(check -> claims.add(check.claim().name())));
    return claims;
  }

  /** Where the policy admits by one of its permit clauses. */
  public Constraint admitsBy(CompiledClause permit, Space space) {
    return Constraint.and(space.isTrue(formula(permit), sets), nothingForbids(space));
  }

  private Constraint nothingForbids(Space space) {
    return Constraint.and(
        of(PolicySyntax.Kind.FORBID).map(c -> space.isFalse(formula(c), sets)).toList());
  }

  private Stream<CompiledClause> of(PolicySyntax.Kind kind) {
    return clauses.stream().filter(clause -> clause.kind() == kind);
  }

  /** Where it does not. */
  public Constraint denies(Space space) {
    return admits(space).negated();
  }
}
