package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.grammar.PolicyLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Decides which newlines mean anything, before the parser sees them. A line goes on after an
 * opening bracket, a comma, {@code and}, {@code or}, {@code not} and {@code because}, and before a
 * closing bracket, a comma, {@code and}, {@code or} and {@code because}; every other newline ends
 * it. So a bracket that is never closed costs its own line only.
 *
 * <p>Stray characters are reported and dropped here. Nesting is measured here, because the parser's
 * stack grows with it.
 */
final class LineTokens {
  /** How deep brackets may nest, and how many {@code not} may follow one another. */
  static final int MAX_DEPTH = 32;

  private static final Map<String, Integer> FOREIGN =
      Map.of("&&", PolicyLexer.AND, "||", PolicyLexer.OR, "!", PolicyLexer.NOT);
  private static final Map<Integer, String> OWN =
      Map.of(PolicyLexer.AND, "and", PolicyLexer.OR, "or", PolicyLexer.NOT, "not");

  private final Diagnostics diagnostics;
  private final List<Token> kept = new ArrayList<>();
  private int depth;
  private int negations;
  private int blocks;
  private boolean tooDeep;

  LineTokens(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The tokens the parser sees, or an empty list if they nest too deep. */
  List<Token> filter(List<Token> tokens) {
    for (Token token : tokens) {
      if (token.getType() == PolicyLexer.STRAY) {
        stray((CommonToken) token);
      } else {
        take(token);
      }
      if (tooDeep) {
        return List.of();
      }
    }
    return kept;
  }

  private void stray(CommonToken token) {
    Integer meant = FOREIGN.get(token.getText());
    Region region = Regions.of(token);
    if (meant == null) {
      diagnostics.add(
          DiagnosticCode.SYNTAX, region, "`" + token.getText() + "` has no meaning here");
      return;
    }
    diagnostics.add(
        DiagnosticCode.SYNTAX,
        region,
        "`" + token.getText() + "` has no meaning here",
        "write `" + OWN.get(meant) + "`");
    token.setType(meant);
    take(token);
  }

  private void take(Token token) {
    if (token.getType() == PolicyLexer.NEWLINE) {
      newline(token);
      return;
    }
    if (continuesLineBefore(token.getType()) && lastType() == PolicyLexer.NEWLINE) {
      kept.removeLast();
    }
    measure(token);
    kept.add(token);
  }

  private void newline(Token token) {
    if (!kept.isEmpty() && !continuesOnNextLine(lastType())) {
      kept.add(token);
      depth = 0;
    }
  }

  private void measure(Token token) {
    switch (token.getType()) {
      case PolicyLexer.LPAREN, PolicyLexer.LBRACKET -> depth++;
      case PolicyLexer.RPAREN, PolicyLexer.RBRACKET -> depth = Math.max(0, depth - 1);
      case PolicyLexer.LBRACE -> blocks++;
      case PolicyLexer.RBRACE -> blocks = Math.max(0, blocks - 1);
      // A clause stands in the policy's own block, whatever was left open above it.
      case PolicyLexer.PERMIT, PolicyLexer.FORBID -> blocks = 1;
      default -> {}
    }
    negations = token.getType() == PolicyLexer.NOT ? negations + 1 : 0;
    if (depth > MAX_DEPTH || negations > MAX_DEPTH || blocks > MAX_DEPTH) {
      tooDeep = true;
      diagnostics.add(
          DiagnosticCode.TOO_DEEP,
          Regions.of(token),
          "brackets and negations nest at most " + MAX_DEPTH + " deep");
    }
  }

  private int lastType() {
    return kept.isEmpty() ? Token.EOF : kept.getLast().getType();
  }

  private static boolean continuesOnNextLine(int type) {
    return switch (type) {
      case PolicyLexer.NEWLINE,
          PolicyLexer.LBRACE,
          PolicyLexer.LPAREN,
          PolicyLexer.LBRACKET,
          PolicyLexer.COMMA,
          PolicyLexer.AND,
          PolicyLexer.OR,
          PolicyLexer.NOT,
          PolicyLexer.BECAUSE ->
          true;
      default -> false;
    };
  }

  private static boolean continuesLineBefore(int type) {
    return switch (type) {
      case PolicyLexer.RBRACE,
          PolicyLexer.RPAREN,
          PolicyLexer.RBRACKET,
          PolicyLexer.COMMA,
          PolicyLexer.AND,
          PolicyLexer.OR,
          PolicyLexer.BECAUSE ->
          true;
      default -> false;
    };
  }
}
