package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/** Puts the parser's errors into words. */
final class SyntaxErrors extends BaseErrorListener {
  private static final String SHORT = "expected an operator, `and`, `or`, `}` or a new line, ";
  private static final int MAX_NAMED = 8;
  private static final int MAX_QUOTED = 40;

  private final Diagnostics diagnostics;

  SyntaxErrors(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  @Override
  public void syntaxError(
      Recognizer<?, ?> recognizer,
      @Nullable Object symbol,
      int line,
      int column,
      String message,
      @Nullable RecognitionException cause) {
    if (diagnostics.isFull() || !(symbol instanceof Token token)) {
      return;
    }
    IntervalSet expected =
        cause != null && cause.getExpectedTokens() != null
            ? cause.getExpectedTokens()
            : ((Parser) recognizer).getExpectedTokens();
    diagnostics.add(
        DiagnosticCode.SYNTAX,
        Regions.of(token),
        message(token, (Parser) recognizer, expected),
        suggestion(token, expected));
  }

  private static String message(Token token, Parser parser, IntervalSet expected) {
    boolean clause = token.getType() == PolicyLexer.PERMIT || token.getType() == PolicyLexer.FORBID;
    if (clause && expected.contains(PolicyLexer.NOT)) {
      return "the clause above is not closed: expected `}`, found " + quote(token);
    }
    String expectation = stopsShort(parser, expected) ? SHORT : expectation(expected);
    return expectation + "found " + quote(token);
  }

  /** Whether a condition ends before its line does; the parser then only knows of the brace. */
  private static boolean stopsShort(Parser parser, IntervalSet expected) {
    return parser.getContext() instanceof PolicyParser.BodyContext
        && expected.contains(PolicyLexer.RBRACE)
        && !expected.contains(PolicyLexer.LPAREN);
  }

  private static Optional<String> suggestion(Token token, IntervalSet expected) {
    List<String> keywords =
        expected.toList().stream().map(SyntaxErrors::keyword).flatMap(Optional::stream).toList();
    return token.getType() == PolicyLexer.NAME
        ? Spelling.suggest(token.getText(), keywords)
        : Optional.empty();
  }

  private static String expectation(IntervalSet expected) {
    Set<String> names = new LinkedHashSet<>();
    boolean condition = expected.contains(PolicyLexer.NOT) && expected.contains(PolicyLexer.LPAREN);
    boolean value = expected.contains(PolicyLexer.HEX);
    for (int type : expected.toList()) {
      if (condition && startsCondition(type)) {
        names.add("a condition");
      } else {
        names.add(value && isLiteral(type) ? "a value" : describe(type, expected));
      }
    }
    names.remove("");
    if (names.isEmpty() || names.size() > MAX_NAMED) {
      return "this is not expected here: ";
    }
    List<String> all = List.copyOf(names);
    return "expected "
        + (all.size() == 1
            ? all.getFirst()
            : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast())
        + ", ";
  }

  private static boolean startsCondition(int type) {
    return switch (type) {
      case PolicyLexer.NAME,
          PolicyLexer.POLICY,
          PolicyLexer.NOT,
          PolicyLexer.LPAREN,
          PolicyLexer.ANY,
          PolicyLexer.ALL ->
          true;
      default -> false;
    };
  }

  private static boolean isLiteral(int type) {
    return switch (type) {
      case PolicyLexer.TRUE,
          PolicyLexer.FALSE,
          PolicyLexer.INTEGER,
          PolicyLexer.DURATION,
          PolicyLexer.STRING,
          PolicyLexer.HEX,
          PolicyLexer.NAME,
          PolicyLexer.TCB ->
          true;
      default -> false;
    };
  }

  /** A token as the message names it, next to what else is expected; empty to leave it out. */
  private static String describe(int type, IntervalSet expected) {
    boolean comparator = expected.contains(PolicyLexer.EQ);
    boolean word = expected.contains(PolicyLexer.DURATION);
    return switch (type) {
      case PolicyLexer.NAME -> "a name";
      case PolicyLexer.INTEGER, PolicyLexer.DURATION -> word ? "a name" : "a number";
      case PolicyLexer.STRING -> "quoted text";
      case PolicyLexer.NEWLINE -> expected.contains(PolicyLexer.AND) ? "a new line" : "";
      case PolicyLexer.SEALKEEP -> word ? "a name" : "";
      case Token.EOF -> "the end of the policy";
      case PolicyLexer.EQ,
          PolicyLexer.NE,
          PolicyLexer.LT,
          PolicyLexer.LE,
          PolicyLexer.GT,
          PolicyLexer.GE ->
          "an operator";
      case PolicyLexer.ASSIGN, PolicyLexer.IN, PolicyLexer.NOT, PolicyLexer.CONTAINS ->
          comparator ? "an operator" : quoteLiteral(type);
      default -> word && keyword(type).isPresent() ? "a name" : quoteLiteral(type);
    };
  }

  private static Optional<String> keyword(int type) {
    String name = type < 0 ? null : PolicyLexer.VOCABULARY.getLiteralName(type);
    return Optional.ofNullable(name)
        .map(literal -> literal.substring(1, literal.length() - 1))
        .filter(literal -> Character.isLetter(literal.charAt(0)));
  }

  private static String quoteLiteral(int type) {
    return PolicyLexer.VOCABULARY.getDisplayName(type).toLowerCase(Locale.ROOT).replace('\'', '`');
  }

  private static String quote(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "the end of the file";
      case PolicyLexer.NEWLINE -> "the end of the line";
      default -> {
        String text = token.getText();
        yield "`"
            + (text.codePointCount(0, text.length()) > MAX_QUOTED
                ? text.substring(0, text.offsetByCodePoints(0, MAX_QUOTED)) + "..."
                : text)
            + "`";
      }
    };
  }
}
