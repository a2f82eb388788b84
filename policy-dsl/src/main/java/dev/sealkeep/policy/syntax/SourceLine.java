package dev.sealkeep.policy.syntax;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/** The source of a parse tree node on one line: gaps and comments become single spaces. */
final class SourceLine {
  private SourceLine() {}

  static String of(TokenStream tokens, ParserRuleContext node) {
    int first = node.getStart().getTokenIndex();
    int last = node.getStop() == null ? first : node.getStop().getTokenIndex();
    StringBuilder text = new StringBuilder();
    for (int i = first; i <= last; i++) {
      Token token = tokens.get(i);
      if (i > first && tokens.get(i - 1).getStopIndex() + 1 < token.getStartIndex()) {
        text.append(' ');
      }
      text.append(token.getText());
    }
    return text.toString();
  }
}
