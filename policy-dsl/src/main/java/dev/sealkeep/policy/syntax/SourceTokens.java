package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.grammar.PolicyLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of a source that may be half written. Their indexes count code points.
 *
 * @param tokens all but comments, newlines included
 * @param comments every comment in the order of the source, each up to the end of its line
 * @param end the end of the source
 */
public record SourceTokens(List<Token> tokens, List<Token> comments, Token end) {
  /** Copies the lists. */
  public SourceTokens {
    tokens = List.copyOf(tokens);
    comments = List.copyOf(comments);
  }

  /** The tokens of any string; none if it is longer than a policy can be. */
  public static SourceTokens of(String source) {
    Diagnostics unused = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    return SourceText.isWithin(
            source, PolicyReader.MAX_SOURCE_BYTES, DiagnosticCode.TOO_LARGE, unused)
        ? lex(source)
        : lex("");
  }

  static SourceTokens lex(String source) {
    PolicyLexer lexer = new PolicyLexer(CharStreams.fromString(source));
    lexer.removeErrorListeners();
    List<Token> tokens = new ArrayList<>();
    List<Token> comments = new ArrayList<>();
    for (Token token : lexer.getAllTokens()) {
      (token.getType() == PolicyLexer.COMMENT ? comments : tokens).add(token);
    }
    return new SourceTokens(tokens, comments, lexer.emitEOF());
  }

  /**
   * The tokens that begin before a place as the parser would see them if the source ended there: a
   * newline is among them only if it ends a line.
   */
  public List<Token> before(int place) {
    List<Token> earlier = tokens.stream().filter(token -> token.getStartIndex() < place).toList();
    return new LineTokens(new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS)).filter(earlier);
  }
}
