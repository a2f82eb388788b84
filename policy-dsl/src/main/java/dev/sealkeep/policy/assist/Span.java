package dev.sealkeep.policy.assist;

import org.antlr.v4.runtime.Token;

/**
 * A stretch of a source, counted in Unicode code points from 0.
 *
 * @param end the place behind the last one
 */
public record Span(int start, int end) {
  static Span of(Token token) {
    return new Span(token.getStartIndex(), token.getStopIndex() + 1);
  }

  static Span of(Token first, Token last) {
    return new Span(first.getStartIndex(), last.getStopIndex() + 1);
  }
}
