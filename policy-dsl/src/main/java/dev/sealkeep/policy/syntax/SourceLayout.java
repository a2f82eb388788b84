package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.grammar.PolicyParser;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * A policy without errors as it is laid out: the parse tree and what the parser does not see.
 *
 * @param file the parse tree, whole: no child that the grammar demands is absent
 * @param tokens what the parser saw, in order; the last is the end of the file
 * @param comments every comment in the order of the source, each up to the end of its line
 */
public record SourceLayout(
    PolicyParser.PolicyFileContext file, List<Token> tokens, List<Token> comments) {
  /** Copies the lists. */
  public SourceLayout {
    tokens = List.copyOf(tokens);
    comments = List.copyOf(comments);
  }
}
