package dev.sealkeep.policy.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.evaluate.Outcome;
import dev.sealkeep.policy.evaluate.Reason;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.Literal;
import dev.sealkeep.policy.syntax.PolicyReader;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A slow evaluator that shares nothing with the real one but the parser: it walks the syntax tree,
 * looks names up where they stand, holds a truth value as the set of answers still possible, and
 * combines these by trying every pair. Values are compared by {@link NaiveValues}.
 */
public final class NaiveEvaluator {
  private static final SortedSet<Boolean> EITHER = new TreeSet<>(List.of(false, true));

  private final PolicySyntax policy;

  private NaiveEvaluator(PolicySyntax policy) {
    this.policy = policy;
  }

  /** An evaluator of a policy that compiles. */
  public static NaiveEvaluator of(String source) {
    Diagnostics diagnostics = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    PolicySyntax policy = PolicyReader.read(source, diagnostics).orElseThrow();
    assertThat(diagnostics.inOrder()).as(source).isEmpty();
    return new NaiveEvaluator(policy);
  }

  /**
   * What a policy comes to.
   *
   * @param clauses the outcome of each clause of the technology
   */
  public record Ruling(Reason reason, List<Outcome> clauses) {}

  /**
   * One clause.
   *
   * @param missing the sets that were wanted and are missing
   */
  private record Judged(PolicySyntax.Kind kind, SortedSet<Boolean> answers, Set<String> missing) {
    boolean isOpen() {
      return answers.size() == 2;
    }

    boolean can(boolean answer) {
      return answers.contains(answer);
    }

    Outcome outcome() {
      return isOpen() ? Outcome.UNKNOWN : can(true) ? Outcome.TRUE : Outcome.FALSE;
    }
  }

  /** Evaluates. */
  public Ruling evaluate(ClaimSet claims, Map<String, ReferenceSet> references) {
    List<Judged> judged = new ArrayList<>();
    for (PolicySyntax.Clause clause : policy.clauses()) {
      if (clause.technology().text().equals(claims.technology())) {
        Set<String> missing = new LinkedHashSet<>();
        Scene scene = Scene.of(claims, references, missing);
        judged.add(
            new Judged(
                clause.kind(),
                fold(clause.conditions().stream().map(PolicySyntax.Line::expression), scene, true),
                missing));
      }
    }
    return new Ruling(reason(judged), judged.stream().map(Judged::outcome).toList());
  }

  /** The reasons in words of the documentation, asked one after the other. */
  private static Reason reason(List<Judged> judged) {
    List<Judged> permits = of(PolicySyntax.Kind.PERMIT, judged);
    List<Judged> forbids = of(PolicySyntax.Kind.FORBID, judged);
    if (permits.isEmpty()) {
      return Reason.NO_PERMIT_FOR_TECHNOLOGY;
    } else if (forbids.stream().anyMatch(forbid -> !forbid.can(false))) {
      return Reason.FORBIDDEN;
    } else if (forbids.stream().anyMatch(Judged::isOpen)) {
      return open(forbids, Reason.FORBID_UNDECIDED);
    } else if (permits.stream().anyMatch(permit -> !permit.can(false))) {
      return Reason.PERMITTED;
    } else if (permits.stream().noneMatch(Judged::isOpen)) {
      return Reason.NO_PERMIT_MATCHED;
    }
    return open(permits, Reason.PERMIT_UNDECIDED);
  }

  private static Reason open(List<Judged> clauses, Reason otherwise) {
    return clauses.stream().anyMatch(clause -> clause.isOpen() && !clause.missing().isEmpty())
        ? Reason.REFERENCE_MISSING
        : otherwise;
  }

  private static List<Judged> of(PolicySyntax.Kind kind, List<Judged> judged) {
    return judged.stream().filter(clause -> clause.kind() == kind).toList();
  }

  /**
   * Where a condition stands.
   *
   * @param values the claims, or the fields of an entry
   * @param types what each of them has to be
   * @param prefix what a row of a set has before the name of a value
   * @param missing receives the sets that were wanted and are missing
   */
  private record Scene(
      String technology,
      Map<String, ClaimValue> values,
      Function<String, Optional<Claim>> types,
      String prefix,
      Map<String, ReferenceSet> references,
      Set<String> missing) {
    static Scene of(ClaimSet claims, Map<String, ReferenceSet> references, Set<String> missing) {
      return new Scene(
          claims.technology(),
          claims.claims(),
          name -> ClaimSchemas.forTechnology(claims.technology()).orElseThrow().claim(name),
          "",
          references,
          missing);
    }

    Scene entry(
        String list, ClaimType.Entries type, Map<String, ClaimValue> entry, Set<String> wanted) {
      return new Scene(technology, entry, type::field, list + ".", references, wanted);
    }

    /** The value of a name if there is one of its type. */
    Optional<ClaimValue> value(String name) {
      return Optional.ofNullable(values.get(name))
          .filter(value -> NaiveValues.isOf(type(name), value));
    }

    ClaimType type(String name) {
      return types.apply(name).orElseThrow().type();
    }
  }

  private SortedSet<Boolean> answers(Expression expression, Scene scene) {
    return switch (expression) {
      case Expression.And and -> fold(and.parts().stream(), scene, true);
      case Expression.Or or -> fold(or.parts().stream(), scene, false);
      case Expression.Not not -> not(answers(not.operand(), scene));
      case Expression.Flag flag ->
          policy.bindings().stream()
              .filter(binding -> binding.alias().text().equals(flag.claim().text()))
              .findFirst()
              .map(binding -> answers(binding.condition(), scene))
              .orElseGet(() -> leaf(scene, flag.claim().text(), NaiveValues::isTrue));
      case Expression.Comparison comparison ->
          comparison(scene, comparison.claim().text(), comparison);
      case Expression.InList list ->
          negatedIf(list.negated(), among(scene, list.claim().text(), list.elements()));
      case Expression.InSet set -> negatedIf(set.negated(), inAlias(scene, set));
      case Expression.Contains member ->
          negatedIf(
              member.negated(),
              leaf(
                  scene,
                  member.claim().text(),
                  value -> NaiveValues.words(value).contains(spelt(member.element()))));
      case Expression.Quantified quantified -> quantified(quantified, scene);
      case Expression.Faulty _ -> throw new AssertionError("faulty: " + expression);
    };
  }

  private SortedSet<Boolean> fold(Stream<Expression> parts, Scene scene, boolean and) {
    return parts
        .map(part -> answers(part, scene))
        .reduce(one(and), (left, right) -> combine(left, right, and));
  }

  static SortedSet<Boolean> combine(
      SortedSet<Boolean> left, SortedSet<Boolean> right, boolean and) {
    SortedSet<Boolean> answers = new TreeSet<>();
    for (boolean a : left) {
      for (boolean b : right) {
        answers.add(and ? a && b : a || b);
      }
    }
    return answers;
  }

  private static SortedSet<Boolean> not(SortedSet<Boolean> answers) {
    return answers.size() == 2 ? EITHER : one(!answers.first());
  }

  private static SortedSet<Boolean> negatedIf(boolean negated, SortedSet<Boolean> answers) {
    return negated ? not(answers) : answers;
  }

  private static SortedSet<Boolean> one(boolean answer) {
    return new TreeSet<>(List.of(answer));
  }

  private static SortedSet<Boolean> leaf(
      Scene scene, String name, Function<ClaimValue, Boolean> question) {
    return scene.value(name).map(value -> one(question.apply(value))).orElse(EITHER);
  }

  private SortedSet<Boolean> comparison(
      Scene scene, String name, Expression.Comparison comparison) {
    Literal literal = resolved(comparison.literal());
    String sign = comparison.operator().sign();
    if (literal instanceof Literal.Tcb floors) {
      return scene
          .value(name)
          .flatMap(value -> NaiveValues.meetsFloor(value, sign, floors))
          .map(NaiveEvaluator::one)
          .orElse(EITHER);
    }
    return leaf(scene, name, value -> NaiveValues.holds(value, sign, literal));
  }

  private SortedSet<Boolean> among(Scene scene, String name, List<Literal> elements) {
    return leaf(
        scene,
        name,
        value ->
            NaiveValues.words(value).stream()
                .allMatch(word -> elements.stream().anyMatch(e -> spelt(e).equals(word))));
  }

  private SortedSet<Boolean> inAlias(Scene scene, Expression.InSet member) {
    String alias = member.alias().text();
    String name = member.claim().text();
    Optional<PolicySyntax.Constant> constant = constant(alias);
    if (constant.isPresent()) {
      return among(scene, name, constant.get().values());
    }
    String set =
        policy.references().stream()
            .filter(reference -> reference.alias().text().equals(alias))
            .findFirst()
            .orElseThrow()
            .set()
            .text();
    if (scene.value(name).isEmpty()) {
      return EITHER;
    }
    ReferenceSet found = scene.references().get(set);
    if (found == null) {
      scene.missing().add(set);
      return EITHER;
    }
    return leaf(
        scene,
        name,
        value ->
            found.rows().stream()
                .filter(row -> row.technology().equals(scene.technology()))
                .filter(row -> row.claim().equals(scene.prefix() + name))
                .anyMatch(row -> row.value().display().equals(value.display())));
  }

  /** Every entry's answers, with the sets that were missing for them if they are not settled. */
  private SortedSet<Boolean> quantified(Expression.Quantified quantified, Scene scene) {
    String name = quantified.list().text();
    if (!(scene.value(name).orElse(null) instanceof ClaimValue.Entries list)
        || !(scene.type(name) instanceof ClaimType.Entries type)) {
      return EITHER;
    }
    Set<String> wanted = new LinkedHashSet<>();
    SortedSet<Boolean> answers =
        list.entries().stream()
            .map(entry -> scene.entry(name, type, entry, wanted))
            .map(entry -> fold(quantified.body().stream(), entry, true))
            .reduce(
                one(quantified.universal()),
                (left, right) -> combine(left, right, quantified.universal()));
    if (answers.size() == 2) {
      scene.missing().addAll(wanted);
    }
    return answers;
  }

  private Optional<PolicySyntax.Constant> constant(String name) {
    return policy.constants().stream()
        .filter(constant -> constant.alias().text().equals(name))
        .findFirst();
  }

  private Literal resolved(Literal literal) {
    return literal instanceof Literal.Symbol symbol
        ? constant(symbol.word()).map(c -> c.values().getFirst()).orElse(literal)
        : literal;
  }

  private String spelt(Literal literal) {
    return NaiveValues.spelt(resolved(literal));
  }
}
