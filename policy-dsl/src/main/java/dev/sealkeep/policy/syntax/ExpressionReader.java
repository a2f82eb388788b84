package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.jspecify.annotations.Nullable;

/** Turns the parse tree of a condition into an expression. */
final class ExpressionReader {
  /** How many tests all clauses of a policy may have together. */
  static final int MAX_TESTS = 1024;

  private final TokenStream tokens;
  private final Literals literals;
  private final Diagnostics diagnostics;
  private int tests;

  ExpressionReader(TokenStream tokens, Literals literals, Diagnostics diagnostics) {
    this.tokens = tokens;
    this.literals = literals;
    this.diagnostics = diagnostics;
  }

  /**
   * A condition that has to fill its line; if it does not, the parser stopped short and said so.
   */
  Expression whole(PolicyParser.DisjunctionContext line) {
    Expression expression = disjunction(line);
    int stop = line.getStop() == null ? -1 : line.getStop().getTokenIndex();
    int next = stop < 0 ? Token.EOF : tokens.get(stop + 1).getType();
    return next == PolicyLexer.NEWLINE || next == PolicyLexer.RBRACE
        ? expression
        : new Expression.Faulty(expression.region());
  }

  private Expression disjunction(PolicyParser.@Nullable DisjunctionContext context) {
    if (context == null) {
      return new Expression.Faulty(Region.START);
    }
    List<Expression> parts = new ArrayList<>();
    for (PolicyParser.ConjunctionContext part : context.conjunction()) {
      parts.add(conjunction(part));
    }
    Region region = region(context);
    return switch (parts.size()) {
      case 0 -> new Expression.Faulty(region);
      case 1 -> parts.getFirst();
      default -> new Expression.Or(parts, region);
    };
  }

  private Expression conjunction(PolicyParser.ConjunctionContext context) {
    List<Expression> parts = new ArrayList<>();
    for (PolicyParser.NegationContext part : context.negation()) {
      parts.add(negation(part));
    }
    Region region = region(context);
    return switch (parts.size()) {
      case 0 -> new Expression.Faulty(region);
      case 1 -> parts.getFirst();
      default -> new Expression.And(parts, region);
    };
  }

  private Expression negation(PolicyParser.NegationContext context) {
    Region region = region(context);
    Expression expression =
        context.primary() == null ? new Expression.Faulty(region) : primary(context.primary());
    for (int i = 0; i < context.NOT().size(); i++) {
      expression = new Expression.Not(expression, region);
    }
    return expression;
  }

  private Expression primary(PolicyParser.PrimaryContext context) {
    if (context.test() != null) {
      return test(context.test());
    }
    if (context.quantified() != null) {
      return quantified(context.quantified());
    }
    return context.disjunction() == null
        ? new Expression.Faulty(region(context))
        : disjunction(context.disjunction());
  }

  private Expression quantified(PolicyParser.QuantifiedContext context) {
    Region region = region(context);
    Token list = context.entries;
    PolicyParser.BodyContext body = context.body();
    if (context.exception != null || list == null || list.getTokenIndex() < 0 || body == null) {
      return new Expression.Faulty(region);
    }
    List<Expression> conditions = new ArrayList<>();
    body.disjunction().forEach(line -> conditions.add(whole(line)));
    return new Expression.Quantified(
        context.quantifier.getType() == PolicyLexer.ALL,
        new Word(list.getText(), Regions.of(list)),
        body.exception == null ? conditions : List.of(new Expression.Faulty(region)),
        SourceLine.of(tokens, context),
        region);
  }

  private Expression test(PolicyParser.TestContext context) {
    Region region = region(context);
    Token token = context.claim;
    if (context.exception != null || token == null || token.getTokenIndex() < 0) {
      return new Expression.Faulty(region);
    }
    if (tests++ == MAX_TESTS) {
      diagnostics.add(
          DiagnosticCode.TOO_MANY_CONDITIONS,
          region,
          "a policy has at most " + MAX_TESTS + " conditions");
    }
    Word claim = new Word(token.getText(), Regions.of(token));
    String text = SourceLine.of(tokens, context);
    if (context.comparator() != null) {
      return comparison(claim, context.comparator(), context.literal(), text, region);
    }
    if (context.collection() != null) {
      return membership(claim, context.NOT() != null, context.collection(), text, region);
    }
    if (context.CONTAINS() != null) {
      boolean negated = context.NOT() != null;
      return new Expression.Contains(claim, negated, literal(context.literal()), text, region);
    }
    return context.IN() != null
        ? new Expression.Faulty(region)
        : new Expression.Flag(claim, text, region);
  }

  private Expression comparison(
      Word claim,
      PolicyParser.ComparatorContext comparator,
      PolicyParser.@Nullable LiteralContext literal,
      String text,
      Region region) {
    Word sign = new Word(comparator.getText(), Regions.of(comparator.getStart()));
    if (sign.text().equals("=")) {
      diagnostics.add(
          DiagnosticCode.SYNTAX, sign.region(), "`=` names something", "compare with `==`");
      return new Expression.Faulty(region);
    }
    return Operator.ofSign(sign.text())
        .<Expression>map(
            operator ->
                new Expression.Comparison(claim, operator, sign, literal(literal), text, region))
        .orElseGet(() -> new Expression.Faulty(region));
  }

  private Expression membership(
      Word claim,
      boolean negated,
      PolicyParser.CollectionContext collection,
      String text,
      Region region) {
    if (collection.exception != null) {
      return new Expression.Faulty(region);
    }
    if (collection.alias != null) {
      Word alias = TreeReader.word(collection.alias, collection);
      return new Expression.InSet(claim, negated, alias, text, region);
    }
    if (collection.list() == null || collection.list().exception != null) {
      return new Expression.Faulty(region);
    }
    Word list = new Word("[", region(collection));
    return new Expression.InList(claim, negated, list(collection.list()), list, text, region);
  }

  List<Literal> list(PolicyParser.ListContext context) {
    return context.literal().stream().map(this::literal).toList();
  }

  Literal literal(PolicyParser.@Nullable LiteralContext context) {
    if (context == null || context.exception != null) {
      return new Literal.Faulty(context == null ? Region.START : region(context));
    }
    if (context.vector() != null) {
      return vector(context.vector());
    }
    Token token = context.getStart();
    Region region = Regions.of(token);
    return switch (token.getType()) {
      case PolicyLexer.TRUE -> new Literal.Flag(true, region);
      case PolicyLexer.FALSE -> new Literal.Flag(false, region);
      case PolicyLexer.INTEGER -> literals.number(token);
      case PolicyLexer.DURATION -> literals.span(token);
      case PolicyLexer.STRING -> literals.text(token);
      case PolicyLexer.HEX -> literals.hex(token);
      case PolicyLexer.NAME -> new Literal.Symbol(token.getText(), region);
      default -> new Literal.Faulty(region);
    };
  }

  private Literal vector(PolicyParser.VectorContext context) {
    Region region = region(context);
    if (context.exception != null) {
      return new Literal.Faulty(region);
    }
    List<Literal.Floor> floors = new ArrayList<>();
    for (PolicyParser.FloorContext floor : context.floor()) {
      Optional<Literal.Floor> read = floor(floor);
      if (read.isEmpty()) {
        return new Literal.Faulty(region);
      }
      floors.add(read.get());
    }
    return floors.isEmpty() ? new Literal.Faulty(region) : new Literal.Tcb(floors, region);
  }

  private Optional<Literal.Floor> floor(PolicyParser.FloorContext context) {
    Word product = TreeReader.word(context.product, context);
    if (context.exception != null || product.isMissing()) {
      return Optional.empty();
    }
    List<Literal.Component> components = new ArrayList<>();
    for (PolicyParser.ComponentContext component : context.component()) {
      Word name = TreeReader.word(component.name, component);
      var value = TreeReader.number(component.value, literals);
      if (component.exception != null || name.isMissing() || value.isEmpty()) {
        return Optional.empty();
      }
      components.add(
          new Literal.Component(name, value.getAsLong(), Regions.of(component.getStop())));
    }
    return Optional.of(new Literal.Floor(product, components));
  }

  private static Region region(ParserRuleContext context) {
    Token start = context.getStart();
    Token stop = context.getStop() == null ? start : context.getStop();
    return stop.getTokenIndex() < start.getTokenIndex()
        ? Regions.of(start)
        : Regions.spanning(start, stop);
  }
}
