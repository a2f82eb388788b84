package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * Goes on after a syntax error at the end of its line, so that one mistake is one message. A block
 * in braces that is in the way is skipped whole, and no token is ever invented: what was not
 * written cannot become part of a policy.
 */
final class LineRecovery extends DefaultErrorStrategy {
  private static final IntervalSet END_OF_LINE =
      new IntervalSet(
          PolicyLexer.NEWLINE, PolicyLexer.RBRACE, PolicyLexer.PERMIT, PolicyLexer.FORBID);

  /**
   * Where a block begins, the base class would give the block up; here its first line is skipped.
   */
  @Override
  public void sync(Parser recognizer) {
    ATNState state = recognizer.getATN().states.get(recognizer.getState());
    boolean entry =
        state.getStateType() == ATNState.BLOCK_START
            || state.getStateType() == ATNState.STAR_LOOP_ENTRY;
    RuleContext context = recognizer.getContext();
    if (entry
        && !inErrorRecoveryMode(recognizer)
        && (context instanceof PolicyParser.PolicyBlockContext
            || context instanceof PolicyParser.BodyContext)) {
      skipLines(recognizer, recognizer.getATN().nextTokens(state));
    }
    super.sync(recognizer);
  }

  private void skipLines(Parser recognizer, IntervalSet expected) {
    while (!expected.contains(recognizer.getInputStream().LA(1))
        && !expected.contains(Token.EPSILON)) {
      reportUnwantedToken(recognizer);
      consumeUntil(recognizer, expected.or(END_OF_LINE));
      if (recognizer.getInputStream().LA(1) != PolicyLexer.NEWLINE) {
        return;
      }
      if (!expected.contains(PolicyLexer.NEWLINE)) {
        recognizer.consume();
      }
      endErrorCondition(recognizer);
    }
  }

  @Override
  protected boolean singleTokenInsertion(Parser recognizer) {
    return false;
  }

  @Override
  protected @Nullable Token singleTokenDeletion(Parser recognizer) {
    return END_OF_LINE.contains(recognizer.getInputStream().LA(1))
        ? null
        : super.singleTokenDeletion(recognizer);
  }

  @Override
  protected IntervalSet getErrorRecoverySet(Parser recognizer) {
    RuleContext context = recognizer.getContext();
    for (; context != null; context = context.parent) {
      if (context instanceof PolicyParser.VectorContext) {
        break;
      }
      if (context instanceof PolicyParser.BodyContext) {
        return END_OF_LINE;
      }
    }
    return super.getErrorRecoverySet(recognizer);
  }

  @Override
  protected void consumeUntil(Parser recognizer, IntervalSet set) {
    int depth = 0;
    int type = recognizer.getInputStream().LA(1);
    while (type != Token.EOF && (depth > 0 || !set.contains(type))) {
      if (type == PolicyLexer.PERMIT || type == PolicyLexer.FORBID) {
        return;
      }
      depth += type == PolicyLexer.LBRACE ? 1 : type == PolicyLexer.RBRACE && depth > 0 ? -1 : 0;
      recognizer.consume();
      type = recognizer.getInputStream().LA(1);
    }
  }
}
