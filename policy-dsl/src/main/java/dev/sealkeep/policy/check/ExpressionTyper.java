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
import dev.sealkeep.policy.syntax.Expression;
import dev.sealkeep.policy.syntax.Literal;
import dev.sealkeep.policy.syntax.Operator;
import dev.sealkeep.policy.syntax.Word;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Types the conditions of one clause against the schema of its technology. */
final class ExpressionTyper {
  private final ClaimSchema schema;
  private final References references;
  private final Diagnostics diagnostics;
  private final LiteralTyper literals;

  ExpressionTyper(ClaimSchema schema, References references, Diagnostics diagnostics) {
    this.schema = schema;
    this.references = references;
    this.diagnostics = diagnostics;
    this.literals = new LiteralTyper(diagnostics);
  }

  /** The formula, or empty if there is an error, which is then reported. */
  Optional<Formula> type(Expression expression) {
    return switch (expression) {
      case Expression.And and -> parts(and.parts()).map(Formula.All::new);
      case Expression.Or or -> parts(or.parts()).map(Formula.Any::new);
      case Expression.Not not -> type(not.operand()).map(Formula.Negation::new);
      case Expression.Flag flag -> flag(flag);
      case Expression.Comparison comparison -> comparison(comparison);
      case Expression.InList member -> inList(member);
      case Expression.InSet member -> inSet(member);
      case Expression.Faulty _ -> Optional.empty();
    };
  }

  private Optional<List<Formula>> parts(List<Expression> parts) {
    List<Formula> typed = new ArrayList<>();
    parts.forEach(part -> type(part).ifPresent(typed::add));
    return typed.size() == parts.size() ? Optional.of(typed) : Optional.empty();
  }

  private Optional<Formula> flag(Expression.Flag flag) {
    Optional<Claim> claim = claim(flag.claim());
    if (claim.isPresent() && !(claim.get().type() instanceof ClaimType.Bool)) {
      String name = claim.get().name();
      diagnostics.add(
          DiagnosticCode.TYPE_MISMATCH,
          flag.claim().region(),
          "`" + name + "` is " + claim.get().type().describe() + ", so it cannot stand alone",
          "compare it with a value, such as " + claim.get().type().example());
      return Optional.empty();
    }
    Requirement isTrue = new Requirement.Identical(new ClaimValue.Bool(true), false);
    return claim.map(c -> new Formula.Check(flag.text(), flag.region(), c, isTrue));
  }

  private Optional<Formula> comparison(Expression.Comparison comparison) {
    Optional<Claim> claim = claim(comparison.claim());
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
    boolean isSet = claim.type() instanceof ClaimType.Words;
    boolean allowed = !isSet && (!comparison.operator().isOrdering() || isOrdered(claim.type()));
    if (!allowed) {
      operator(
          claim,
          comparison.sign(),
          isSet
              ? "`in` with a list"
              : claim.type().inReferenceSets() ? "`==`, `!=` or `in`" : "`==` or `!=`");
    }
    Optional<ClaimValue> value = literals.type(claim, comparison.literal());
    if (!allowed || value.isEmpty()) {
      return Optional.empty();
    }
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
        .floors(claim, type, comparison.literal())
        .filter(_ -> allowed)
        .map(floors -> new Requirement.TcbFloor(floors, comparison.operator() == Operator.EQUAL));
  }

  private Optional<Formula> inList(Expression.InList member) {
    Optional<Claim> claim = claim(member.claim());
    boolean taken =
        claim.isPresent()
            && (claim.get().type() instanceof ClaimType.Words
                || isDiscrete(claim.get(), member.claim()));
    if (!taken) {
      return Optional.empty();
    }
    if (member.elements().isEmpty()) {
      diagnostics.add(DiagnosticCode.EMPTY_LIST, member.list().region(), "the list has no element");
      return Optional.empty();
    }
    SequencedSet<ClaimValue> values = new LinkedHashSet<>();
    boolean whole = true;
    for (Literal element : member.elements()) {
      Optional<ClaimValue> value = literals.type(claim.get(), element);
      value.ifPresent(values::add);
      whole &= value.isPresent();
    }
    Requirement requirement = new Requirement.OneOf(values, member.negated());
    return whole
        ? Optional.of(check(member.text(), member.region(), claim.get(), requirement))
        : Optional.empty();
  }

  private Optional<Formula> inSet(Expression.InSet member) {
    Optional<Claim> claim = claim(member.claim());
    Optional<String> set = references.set(member.alias().text());
    if (set.isEmpty() && !member.alias().isMissing()) {
      diagnostics.add(
          DiagnosticCode.UNKNOWN_REFERENCE,
          member.alias().region(),
          "the policy declares no reference `" + member.alias().text() + "`",
          Spelling.suggest(member.alias().text(), references.aliases())
              .or(() -> Optional.of("declare it: reference NAME = set \"...\"")));
    }
    if (claim.isEmpty() || set.isEmpty() || !isDiscrete(claim.get(), member.claim())) {
      return Optional.empty();
    }
    Requirement requirement = new Requirement.InReference(set.get(), member.negated());
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

  private Optional<Claim> claim(Word name) {
    Optional<Claim> claim = schema.claim(name.text());
    if (claim.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.UNKNOWN_CLAIM,
          name.region(),
          "`" + name.text() + "` is not a claim of " + schema.technology(),
          Spelling.suggest(name.text(), schema.names()));
    }
    return claim;
  }
}
