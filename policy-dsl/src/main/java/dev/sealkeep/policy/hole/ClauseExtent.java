package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.grammar.PolicyLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * Where a clause of a policy that compiles stands.
 *
 * @param first the line of its keyword
 * @param last the line of its closing brace
 */
record ClauseExtent(int first, int last) {
  private static final int WITHIN_POLICY = 1;

  boolean contains(int line) {
    return first <= line && line <= last;
  }

  static List<ClauseExtent> of(String source) {
    PolicyLexer lexer = new PolicyLexer(CharStreams.fromString(source));
    lexer.removeErrorListeners();
    List<ClauseExtent> extents = new ArrayList<>();
    int depth = 0;
    int first = 0;
    for (Token token : lexer.getAllTokens()) {
      switch (token.getType()) {
        case PolicyLexer.LBRACE -> depth++;
        case PolicyLexer.RBRACE -> {
          depth--;
          if (depth == WITHIN_POLICY && first > 0) {
            extents.add(new ClauseExtent(first, token.getLine()));
            first = 0;
          }
        }
        case PolicyLexer.PERMIT, PolicyLexer.FORBID -> first = token.getLine();
        default -> {}
      }
    }
    return extents;
  }
}
