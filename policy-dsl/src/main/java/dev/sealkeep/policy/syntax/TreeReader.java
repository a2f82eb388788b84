package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parse tree into the syntax tree. After an error any child of a parse tree node may be
 * absent; whatever cannot be read becomes a faulty node, and the error behind it has been reported.
 */
final class TreeReader {
  /** How many clauses a policy may have. */
  static final int MAX_CLAUSES = 64;

  private final TokenStream tokens;
  private final Diagnostics diagnostics;
  private final Literals literals;
  private final ExpressionReader expressions;

  TreeReader(TokenStream tokens, Diagnostics diagnostics) {
    this.tokens = tokens;
    this.diagnostics = diagnostics;
    this.literals = new Literals(diagnostics);
    this.expressions = new ExpressionReader(tokens, literals, diagnostics);
  }

  PolicySyntax policy(PolicyParser.PolicyFileContext file) {
    PolicyParser.PolicyBlockContext block = file.policyBlock();
    Word name = block == null ? missing(file) : word(block.title, block);
    List<Word> descriptions = new ArrayList<>();
    List<PolicySyntax.ReferenceDeclaration> references = new ArrayList<>();
    List<PolicySyntax.Constant> constants = new ArrayList<>();
    List<PolicySyntax.Binding> bindings = new ArrayList<>();
    List<PolicySyntax.Clause> clauses = new ArrayList<>();
    for (PolicyParser.ItemContext item :
        block == null ? List.<PolicyParser.ItemContext>of() : block.item()) {
      if (item.description() != null) {
        descriptions.add(quoted(item.description().text, item.description()));
      } else if (item.reference() != null) {
        references.add(reference(item.reference()));
      } else if (item.constant() != null) {
        constants.add(constant(item.constant()));
      } else if (item.binding() != null) {
        bindings.add(binding(item.binding()));
      } else if (item.clause() != null) {
        clause(item.clause()).ifPresent(clauses::add);
      }
    }
    if (clauses.size() > MAX_CLAUSES) {
      diagnostics.add(
          DiagnosticCode.TOO_MANY_CLAUSES,
          clauses.get(MAX_CLAUSES).keyword().region(),
          "a policy has at most " + MAX_CLAUSES + " clauses");
    }
    return new PolicySyntax(name, descriptions, references, constants, bindings, clauses);
  }

  private PolicySyntax.Constant constant(PolicyParser.ConstantContext context) {
    Word alias = word(context.alias, context);
    PolicyParser.ListContext list = context.list();
    return list == null
        ? new PolicySyntax.Constant(alias, false, List.of(expressions.literal(context.literal())))
        : new PolicySyntax.Constant(alias, true, expressions.list(list));
  }

  private PolicySyntax.Binding binding(PolicyParser.BindingContext context) {
    Word alias = word(context.alias, context);
    return new PolicySyntax.Binding(
        alias,
        context.disjunction() == null
            ? new Expression.Faulty(alias.region())
            : expressions.whole(context.disjunction()));
  }

  private PolicySyntax.ReferenceDeclaration reference(PolicyParser.ReferenceContext context) {
    return new PolicySyntax.ReferenceDeclaration(
        word(context.alias, context), quoted(context.set, context));
  }

  private Optional<PolicySyntax.Clause> clause(PolicyParser.ClauseContext context) {
    Token keyword = context.kind;
    if (keyword == null) {
      return Optional.empty();
    }
    PolicySyntax.Kind kind =
        keyword.getType() == PolicyLexer.FORBID
            ? PolicySyntax.Kind.FORBID
            : PolicySyntax.Kind.PERMIT;
    return Optional.of(
        new PolicySyntax.Clause(
            kind,
            new Word(keyword.getText(), Regions.of(keyword)),
            word(context.technology, context),
            lines(context.body()),
            because(context.because())));
  }

  private List<PolicySyntax.Line> lines(PolicyParser.@Nullable BodyContext body) {
    List<PolicySyntax.Line> lines = new ArrayList<>();
    for (PolicyParser.DisjunctionContext line :
        body == null ? List.<PolicyParser.DisjunctionContext>of() : body.disjunction()) {
      Expression expression = expressions.whole(line);
      lines.add(
          new PolicySyntax.Line(SourceLine.of(tokens, line), expression.region(), expression));
    }
    return lines;
  }

  private Optional<Word> because(PolicyParser.@Nullable BecauseContext context) {
    return Optional.ofNullable(context).map(reason -> quoted(reason.text, reason));
  }

  private static Word missing(ParserRuleContext context) {
    return new Word("", Regions.of(context.getStart()));
  }

  static Word word(PolicyParser.@Nullable WordContext word, ParserRuleContext around) {
    Token token = word == null ? null : word.spelling;
    return token == null || token.getTokenIndex() < 0
        ? missing(around)
        : new Word(token.getText(), Regions.of(token));
  }

  /** The text between the quotes of a token; missing if there is no readable token. */
  private Word quoted(@Nullable Token token, ParserRuleContext around) {
    if (token == null || token.getTokenIndex() < 0) {
      return missing(around);
    }
    return new Word(literals.unquote(token).orElse(""), Regions.of(token));
  }

  static OptionalLong number(@Nullable Token token, Literals literals) {
    return token == null || token.getTokenIndex() < 0
        ? OptionalLong.empty()
        : literals.unsigned(token);
  }
}
