package dev.sealkeep.policy.check;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.evaluate.Formula;
import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.schema.NeverClaimed;
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.Literal;
import dev.sealkeep.policy.syntax.Operator;
import dev.sealkeep.policy.syntax.PolicySyntax;
import dev.sealkeep.policy.syntax.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Supplier;

/**
 * Types the conditions of one clause against the schema of its technology. What a name stands for
 * is typed anew wherever the name is used, since its claims mean something else in another clause.
 */
final class ExpressionTyper {
  /** How many tests all conditions of a clause may have, with names written out. */
  static final int MAX_TESTS = 16_384;

  /** How deep conditions may use one another's names. */
  static final int MAX_DEPTH = 8;

  private final Scope scope;
  private final Declarations declared;
  private final Diagnostics diagnostics;
  private final LiteralTyper literals;
  private final Budget budget;

  /** What was spent so far on one clause. */
  private static final class Budget {
    private int tests;
    private int depth;
    private int bindingsInSight = Integer.MAX_VALUE;
  }

  private ExpressionTyper(
      Scope scope, Declarations declared, Diagnostics diagnostics, Budget budget) {
    this.scope = scope;
    this.declared = declared;
    this.diagnostics = diagnostics;
    this.literals = new LiteralTyper(diagnostics);
    this.budget = budget;
  }

  static ExpressionTyper of(ClaimSchema schema, Declarations declared, Diagnostics diagnostics) {
    return new ExpressionTyper(new Scope.OfTechnology(schema), declared, diagnostics, new Budget());
  }

  /** The formula, or empty if there is an error, which is then reported. */
  Optional<Formula> type(Expression expression) {
    return switch (expression) {
      case Expression.And and -> parts(and.parts()).map(Formula.All::new);
      case Expression.Or or -> parts(or.parts()).map(Formula.Any::new);
      case Expression.Not not -> type(not.operand()).map(Formula.Negation::new);
      case Expression.Flag flag -> flag(flag);
      case Expression.Comparison comparison -> within(comparison, () -> comparison(comparison));
      case Expression.InList member -> within(member, () -> inList(member));
      case Expression.InSet member -> within(member, () -> inAlias(member));
      case Expression.Contains member -> within(member, () -> contains(member));
      case Expression.Quantified quantified -> within(quantified, () -> quantified(quantified));
      case Expression.Faulty _ -> Optional.empty();
    };
  }

  private Optional<List<Formula>> parts(List<Expression> parts) {
    List<Formula> typed = new ArrayList<>();
    parts.forEach(part -> type(part).ifPresent(typed::add));
    return typed.size() == parts.size() ? Optional.of(typed) : Optional.empty();
  }

  /** Types a test unless the clause has too many of them. */
  private Optional<Formula> within(Expression test, Supplier<Optional<Formula>> typing) {
    budget.tests++;
    if (budget.tests <= MAX_TESTS) {
      return typing.get();
    }
    diagnostics.add(
        DiagnosticCode.TOO_COSTLY,
        test.region(),
        "a clause has at most " + MAX_TESTS + " conditions, with names written out",
        "use fewer names within names");
    return Optional.empty();
  }

  private Optional<Formula> flag(Expression.Flag flag) {
    Word name = flag.claim();
    Optional<Declarations.Binding> binding = declared.binding(name.text());
    return binding.isPresent() ? binding(name, binding.get()) : within(flag, () -> bareClaim(flag));
  }

  private Optional<Formula> binding(Word name, Declarations.Binding binding) {
    if (binding.index() >= budget.bindingsInSight) {
      diagnostics.add(
          DiagnosticCode.USED_BEFORE,
          name.region(),
          "`" + name.text() + "` is not declared yet",
          "declare it above the condition that uses it");
      return Optional.empty();
    }
    if (budget.depth == MAX_DEPTH) {
      diagnostics.add(
          DiagnosticCode.TOO_DEEP,
          name.region(),
          "conditions use one another's names at most " + MAX_DEPTH + " deep");
      return Optional.empty();
    }
    if (scope.claim(name.text()).isPresent()) {
      shadows(name, scope.describe());
    }
    int sight = budget.bindingsInSight;
    budget.bindingsInSight = binding.index();
    budget.depth++;
    Optional<Formula> typed = type(binding.condition());
    budget.depth--;
    budget.bindingsInSight = sight;
    return typed;
  }

  private void shadows(Word name, String what) {
    diagnostics.add(
        DiagnosticCode.SHADOWS,
        name.region(),
        "`" + name.text() + "` is declared in this policy and hides " + what,
        "take another name");
  }

  private Optional<Formula> bareClaim(Expression.Flag flag) {
    Optional<Claim> claim = claim(flag.claim(), declared.bindings());
    if (claim.isPresent() && !(claim.get().type() instanceof ClaimType.Bool)) {
      String name = claim.get().name();
      diagnostics.add(
          DiagnosticCode.TYPE_MISMATCH,
          flag.claim().region(),
          "`" + name + "` is " + claim.get().type().describe() + ", so it cannot stand alone",
          claim.get().type() instanceof ClaimType.Entries list
              ? "ask about its entries, such as `any " + name + " " + bare(list.example()) + "`"
              : "compare it with a value, such as " + claim.get().type().example());
      return Optional.empty();
    }
    Requirement isTrue = new Requirement.Identical(new ClaimValue.Bool(true), false);
    return claim.map(c -> new Formula.Check(flag.text(), flag.region(), c, isTrue));
  }

  private static String bare(String example) {
    return example.substring(1, example.length() - 1);
  }

  private Optional<Formula> contains(Expression.Contains member) {
    Optional<Claim> claim = claim(member.claim(), List.of());
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    if (!(claim.get().type() instanceof ClaimType.Words)) {
      diagnostics.add(
          DiagnosticCode.OPERATOR,
          member.claim().region(),
          "`"
              + claim.get().name()
              + "` is "
              + claim.get().type().describe()
              + ", which `contains` does not take");
      return Optional.empty();
    }
    return literals
        .type(claim.get(), resolve(claim.get(), member.element()))
        .map(
            value ->
                new Formula.Check(
                    member.text(),
                    member.region(),
                    claim.get(),
                    new Requirement.Contains(((ClaimValue.Text) value).value(), member.negated())));
  }

  private Optional<Formula> quantified(Expression.Quantified quantified) {
    Optional<Claim> claim = claim(quantified.list(), List.of());
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    if (!(claim.get().type() instanceof ClaimType.Entries list)) {
      diagnostics.add(
          DiagnosticCode.OPERATOR,
          quantified.list().region(),
          "`"
              + claim.get().name()
              + "` is "
              + claim.get().type().describe()
              + ", which has no entries");
      return Optional.empty();
    }
    if (quantified.body().isEmpty()) {
      diagnostics.add(
          DiagnosticCode.EMPTY_LIST, quantified.region(), "nothing is asked of the entries");
      return Optional.empty();
    }
    Scope entry = new Scope.OfEntry(claim.get().name(), list);
    ExpressionTyper inner = new ExpressionTyper(entry, declared, diagnostics, budget);
    return inner
        .parts(quantified.body())
        .map(
            body ->
                new Formula.Check(
                    quantified.text(),
                    quantified.region(),
                    claim.get(),
                    new Requirement.OfEntries(
                        quantified.universal(),
                        body.size() == 1 ? body.getFirst() : new Formula.All(body),
                        quantified.text().substring(quantified.text().indexOf('{')))));
  }

  /** The value that a name in the place of a literal stands for. */
  private Literal resolve(Claim claim, Literal literal) {
    if (!(literal instanceof Literal.Symbol symbol)) {
      return literal;
    }
    Optional<PolicySyntax.Constant> constant = declared.constant(symbol.word());
    if (constant.isEmpty()) {
      return literal;
    }
    Word name = new Word(symbol.word(), symbol.region());
    if (claim.type() instanceof ClaimType.Symbol words && words.words().contains(name.text())) {
      shadows(name, "a word of `" + claim.name() + "`");
    }
    if (constant.get().isList()) {
      diagnostics.add(
          DiagnosticCode.TYPE_MISMATCH,
          symbol.region(),
          "`" + name.text() + "` is a list of values",
          "use it with `in`");
      return new Literal.Faulty(symbol.region());
    }
    return constant.get().values().getFirst().at(symbol.region());
  }

  private Optional<Formula> comparison(Expression.Comparison comparison) {
    Optional<Claim> claim = claim(comparison.claim(), List.of());
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Optional<Requirement> requirement =
        claim.get().type() instanceof ClaimType.Tcb type
            ? floor(claim.get(), type, comparison)
            : compared(claim.get(), comparison);
    return requirement.map(r -> check(comparison.text(), comparison.region(), claim.get(), r));
  }

  private Optional<Requirement> compared(Claim claim, Expression.Comparison comparison) {
    boolean isSet =
        claim.type() instanceof ClaimType.Words || claim.type() instanceof ClaimType.Entries;
    boolean allowed = !isSet && (!comparison.operator().isOrdering() || isOrdered(claim.type()));
    if (!allowed) {
      operator(
          claim,
          comparison.sign(),
          isSet
              ? claim.type() instanceof ClaimType.Words
                  ? "`in` with a list, or `contains`"
                  : "`any` or `all`"
              : claim.type().inReferenceSets() ? "`==`, `!=` or `in`" : "`==` or `!=`");
    }
    Optional<ClaimValue> value = literals.type(claim, resolve(claim, comparison.literal()));
    if (!allowed || value.isEmpty()) {
      return Optional.empty();
    }
    if (comparison.operator() == Operator.EQUAL) {
      pinned(claim, comparison.sign().region());
    }
    never(claim, List.of(value.get()), comparison.literal().region());
    return Optional.of(
        comparison.operator().isOrdering()
            ? new Requirement.Ordered(comparison.operator(), value.get())
            : new Requirement.Identical(value.get(), comparison.operator() == Operator.NOT_EQUAL));
  }

  private Optional<Requirement> floor(
      Claim claim, ClaimType.Tcb type, Expression.Comparison comparison) {
    boolean allowed =
        comparison.operator() == Operator.AT_LEAST || comparison.operator() == Operator.EQUAL;
    if (!allowed) {
      operator(claim, comparison.sign(), "`>=` or `==`");
    }
    return literals
        .floors(claim, type, resolve(claim, comparison.literal()))
        .filter(_ -> allowed)
        .map(floors -> new Requirement.TcbFloor(floors, comparison.operator() == Operator.EQUAL));
  }

  /** A floor lets an upgrade in; a list of versions refuses whichever it does not name yet. */
  private void pinned(Claim claim, Region region) {
    if (claim.type() instanceof ClaimType.Int number && number.isVersion()) {
      diagnostics.add(
          DiagnosticCode.VERSION_PINNED,
          region,
          "`" + claim.name() + "` is a security version, so an upgrade would be denied",
          "set a floor with `>=`");
    }
  }

  /** Warns where a claim is compared with such words only as no evidence gives it. */
  private void never(Claim claim, Collection<ClaimValue> values, Region region) {
    Optional<NeverClaimed> never = scope.neverClaimed(claim.name());
    List<String> words =
        values.stream()
            .filter(ClaimValue.Symbol.class::isInstance)
            .map(value -> ((ClaimValue.Symbol) value).value())
            .toList();
    if (never.isPresent() && !words.isEmpty() && never.get().words().containsAll(words)) {
      diagnostics.add(
          DiagnosticCode.NEVER_CLAIMED,
          region,
          "`"
              + claim.name()
              + "` is never "
              + String.join(" or ", words)
              + " in evidence of "
              + never.get().technology(),
          never.get().instead());
    }
  }

  private Optional<Formula> inList(Expression.InList member) {
    return members(
        member.claim(),
        member.negated(),
        member.elements(),
        member.list().region(),
        member.text(),
        member.region());
  }

  private Optional<Formula> members(
      Word name, boolean negated, List<Literal> elements, Region list, String text, Region region) {
    Optional<Claim> claim = claim(name, List.of());
    boolean taken =
        claim.isPresent()
            && (claim.get().type() instanceof ClaimType.Words || isDiscrete(claim.get(), name));
    if (!taken) {
      return Optional.empty();
    }
    if (elements.isEmpty()) {
      diagnostics.add(DiagnosticCode.EMPTY_LIST, list, "the list has no element");
      return Optional.empty();
    }
    SequencedSet<ClaimValue> values = new LinkedHashSet<>();
    boolean whole = true;
    for (Literal element : elements) {
      Optional<ClaimValue> value = literals.type(claim.get(), resolve(claim.get(), element));
      value.ifPresent(values::add);
      whole &= value.isPresent();
    }
    if (!negated) {
      pinned(claim.get(), list);
    }
    never(claim.get(), values, list);
    Requirement requirement = new Requirement.OneOf(values, negated);
    return whole ? Optional.of(check(text, region, claim.get(), requirement)) : Optional.empty();
  }

  private Optional<Formula> inAlias(Expression.InSet member) {
    Word alias = member.alias();
    Optional<PolicySyntax.Constant> constant = declared.constant(alias.text());
    if (constant.isPresent() && constant.get().isList()) {
      List<Literal> elements =
          constant.get().values().stream().map(value -> value.at(alias.region())).toList();
      return members(
          member.claim(),
          member.negated(),
          elements,
          alias.region(),
          member.text(),
          member.region());
    }
    return inSet(member);
  }

  private Optional<Formula> inSet(Expression.InSet member) {
    Optional<Claim> claim = claim(member.claim(), List.of());
    Optional<String> set = declared.set(member.alias().text());
    if (set.isEmpty() && !member.alias().isMissing()) {
      diagnostics.add(
          DiagnosticCode.UNKNOWN_REFERENCE,
          member.alias().region(),
          "the policy declares no reference `" + member.alias().text() + "`",
          Spelling.suggest(member.alias().text(), declared.references())
              .or(() -> Optional.of("declare it: reference NAME = set \"...\"")));
    }
    if (claim.isEmpty() || set.isEmpty() || !isDiscrete(claim.get(), member.claim())) {
      return Optional.empty();
    }
    if (!member.negated()) {
      pinned(claim.get(), member.alias().region());
    }
    Requirement requirement =
        new Requirement.InReference(set.get(), scope.column(claim.get().name()), member.negated());
    return Optional.of(check(member.text(), member.region(), claim.get(), requirement));
  }

  private boolean isDiscrete(Claim claim, Word at) {
    if (!claim.type().inReferenceSets()) {
      diagnostics.add(
          DiagnosticCode.OPERATOR,
          at.region(),
          "`" + claim.name() + "` is " + claim.type().describe() + ", which `in` does not take");
    }
    return claim.type().inReferenceSets();
  }

  private void operator(Claim claim, Word sign, String allowed) {
    diagnostics.add(
        DiagnosticCode.OPERATOR,
        sign.region(),
        "`"
            + claim.name()
            + "` is "
            + claim.type().describe()
            + ", which has no `"
            + sign.text()
            + "`",
        "use " + allowed);
  }

  private static boolean isOrdered(ClaimType type) {
    return type instanceof ClaimType.Int
        || type instanceof ClaimType.Span
        || type instanceof ClaimType.Time;
  }

  private static Formula check(String text, Region region, Claim claim, Requirement requirement) {
    return new Formula.Check(text, region, claim, requirement);
  }

  /**
   * The claim of a name.
   *
   * @param others what else the name could have been meant for
   */
  private Optional<Claim> claim(Word name, Collection<String> others) {
    Optional<Claim> claim = scope.claim(name.text());
    if (claim.isEmpty()) {
      List<String> known = new ArrayList<>(others);
      known.addAll(scope.names());
      diagnostics.add(
          DiagnosticCode.UNKNOWN_CLAIM,
          name.region(),
          "`" + name.text() + "` is not " + scope.describe(),
          Spelling.suggest(name.text(), known));
    }
    claim
        .flatMap(c -> scope.neverClaimed(c.name()))
        .filter(NeverClaimed::isWholly)
        .ifPresent(never -> never(name, never));
    return claim;
  }

  private void never(Word name, NeverClaimed never) {
    diagnostics.add(
        DiagnosticCode.NEVER_CLAIMED,
        name.region(),
        "no evidence of "
            + never.technology()
            + " makes the claim `"
            + name.text()
            + "`, so what asks about it is unknown and permits nothing",
        never.instead());
  }
}
