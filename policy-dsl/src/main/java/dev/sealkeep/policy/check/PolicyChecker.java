package dev.sealkeep.policy.check;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks a policy and turns it into its compiled form. */
public final class PolicyChecker {
  private static final List<Rule> ERRORS =
      List.of(new NamesRule(), new DuplicatesRule(), new BecauseRule());

  private final PolicySyntax policy;
  private final Diagnostics diagnostics;
  private final Declarations declared;

  private PolicyChecker(PolicySyntax policy, Diagnostics diagnostics) {
    this.policy = policy;
    this.diagnostics = diagnostics;
    this.declared = Declarations.of(policy);
  }

  /**
   * Checks a policy.
   *
   * @param policy the tree, perhaps with faulty nodes
   * @param diagnostics what was found so far; receives the rest
   * @return the policy, or empty if the diagnostics hold an error
   */
  public static Optional<Policy> check(PolicySyntax policy, Diagnostics diagnostics) {
    return new PolicyChecker(policy, diagnostics).check();
  }

  private Optional<Policy> check() {
    ERRORS.forEach(rule -> rule.check(policy, diagnostics));
    List<CompiledClause> clauses = new ArrayList<>();
    for (PolicySyntax.Clause clause : policy.clauses()) {
      compile(clause).ifPresentOrElse(clauses::add, () -> unreadable(clause.keyword().region()));
    }
    checkUnused();
    bound(clauses);
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    // Only now: half a policy would give false warnings.
    new EffectRule().check(policy, diagnostics);
    new UnusedRule(declared).check(policy, diagnostics);
    return Optional.of(
        new Policy(
            policy.name().text(),
            policy.descriptions().stream().findFirst().map(Word::text),
            new TreeSet<>(declared.usedSets()),
            clauses));
  }

  private Optional<CompiledClause> compile(PolicySyntax.Clause clause) {
    Optional<ClaimSchema> schema = schema(clause.technology());
    if (schema.isEmpty()) {
      return Optional.empty();
    }
    ExpressionTyper typer = ExpressionTyper.of(schema.get(), declared, diagnostics);
    List<CompiledClause.CompiledLine> lines = new ArrayList<>();
    for (PolicySyntax.Line line : clause.conditions()) {
      typer
          .type(line.expression())
          .ifPresentOrElse(
              typed ->
                  lines.add(new CompiledClause.CompiledLine(line.text(), line.region(), typed)),
              () -> unreadable(line.region()));
    }
    return Optional.of(
        new CompiledClause(
            clause.kind(),
            clause.technology().text(),
            clause.keyword().region().line(),
            lines,
            clause.because().map(Word::text)));
  }

  /**
   * A condition that no clause uses is typed all the same: a misspelt claim is an error anywhere.
   */
  private void checkUnused() {
    for (PolicySyntax.Binding binding : policy.bindings()) {
      if (declared.isUsed(binding.alias().text()) || diagnostics.hasErrors()) {
        continue;
      }
      List<Diagnostics> attempts = new ArrayList<>();
      for (String technology : technologies()) {
        Diagnostics attempt = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
        ClaimSchemas.forTechnology(technology)
            .map(schema -> ExpressionTyper.of(schema, Declarations.of(policy), attempt))
            .ifPresent(typer -> typer.type(binding.condition()));
        attempts.add(attempt);
      }
      if (!attempts.isEmpty() && attempts.stream().allMatch(Diagnostics::hasErrors)) {
        attempts.getFirst().inOrder().forEach(diagnostics::add);
      }
    }
  }

  private Set<String> technologies() {
    Set<String> tags = new TreeSet<>();
    policy.clauses().forEach(clause -> tags.add(clause.technology().text()));
    return tags;
  }

  private void bound(List<CompiledClause> clauses) {
    long cost = 0;
    for (CompiledClause clause : clauses) {
      cost = Math.min(Policy.MAX_COST + 1, cost + clause.cost());
      if (cost > Policy.MAX_COST) {
        diagnostics.add(
            DiagnosticCode.TOO_COSTLY,
            new Region(clause.line(), 1, 1),
            "up to here the policy can cost more than " + Policy.MAX_COST + " comparisons",
            "ask less of lists' entries, or use fewer conditions");
        return;
      }
    }
  }

  /**
   * Makes sure that what could not be compiled is an error. It has been reported already; but a
   * clause or a condition that got lost in silence would permit what its author refused.
   */
  private void unreadable(Region region) {
    if (!diagnostics.hasErrors()) {
      diagnostics.add(DiagnosticCode.SYNTAX, region, "this cannot be read");
    }
  }

  private Optional<ClaimSchema> schema(Word technology) {
    Optional<ClaimSchema> schema = ClaimSchemas.forTechnology(technology.text());
    if (schema.isEmpty() && !technology.isMissing()) {
      Set<String> known = ClaimSchemas.technologies();
      diagnostics.add(
          DiagnosticCode.UNKNOWN_TECHNOLOGY,
          technology.region(),
          "`"
              + technology.text()
              + "` is not a technology of this release; known are "
              + String.join(", ", known),
          Spelling.suggest(technology.text(), known));
    }
    return schema;
  }
}
