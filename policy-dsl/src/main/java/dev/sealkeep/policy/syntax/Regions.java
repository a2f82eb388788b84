package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.Region;
import org.antlr.v4.runtime.Token;

/** Where tokens stand. ANTLR counts columns from 0, in code points. */
final class Regions {
  private Regions() {}

  static Region of(Token token) {
    return spanning(token, token);
  }

  /**
   * From one token to another; to the end of the first one's line if they are on different lines.
   */
  static Region spanning(Token first, Token last) {
    int end = last.getLine() == first.getLine() ? last.getStopIndex() : first.getStopIndex();
    int length = first.getType() == Token.EOF ? 1 : end - first.getStartIndex() + 1;
    return new Region(
        Math.max(1, first.getLine()),
        Math.max(1, first.getCharPositionInLine() + 1),
        Math.max(1, length));
  }
}
