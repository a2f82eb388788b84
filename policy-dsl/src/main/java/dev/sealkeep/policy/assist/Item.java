package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * An item of a policy as far as it is written. No condition begins with an item's keyword, so an
 * item begins wherever its keyword begins a line, even if the item above it was never closed.
 *
 * @param tokens from its keyword to its end; newlines only where they end a line
 */
record Item(List<Token> tokens) {
  /** Copies {@code tokens}. */
  Item {
    tokens = List.copyOf(tokens);
  }

  /** The items among the tokens of a source, newlines included only where they end a line. */
  static List<Item> among(List<Token> tokens) {
    List<Item> items = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= tokens.size(); i++) {
      if (i == tokens.size() || begins(tokens, i)) {
        if (from >= 0) {
          items.add(new Item(tokens.subList(from, i)));
        }
        from = i;
      }
    }
    return items;
  }

  private static boolean begins(List<Token> tokens, int index) {
    return switch (tokens.get(index).getType()) {
      case PolicyLexer.PERMIT, PolicyLexer.FORBID -> true;
      case PolicyLexer.DESCRIPTION, PolicyLexer.REFERENCE, PolicyLexer.CONST, PolicyLexer.LET ->
          index > 0
              && switch (tokens.get(index - 1).getType()) {
                case PolicyLexer.NEWLINE,
                    PolicyLexer.LBRACE,
                    PolicyLexer.RBRACE,
                    PolicyLexer.STRING ->
                    true;
                default -> false;
              };
      default -> false;
    };
  }

  int keyword() {
    return tokens.getFirst().getType();
  }

  boolean isClause() {
    return keyword() == PolicyLexer.PERMIT || keyword() == PolicyLexer.FORBID;
  }

  boolean isDeclaration() {
    return switch (keyword()) {
      case PolicyLexer.REFERENCE, PolicyLexer.CONST, PolicyLexer.LET -> true;
      default -> false;
    };
  }

  /** The technology of a clause, or the name that is declared; empty if it is not written yet. */
  Optional<Token> name() {
    return tokens.size() < 2
            || keyword() == PolicyLexer.DESCRIPTION
            || !Words.isWord(tokens.get(1).getType())
        ? Optional.empty()
        : Optional.of(tokens.get(1));
  }

  /** Whether a constant is a list. */
  boolean isList() {
    return tokens.size() > 3 && tokens.get(3).getType() == PolicyLexer.LBRACKET;
  }

  /** The last token that is no newline and no brace of the policy around it. */
  Token last() {
    int depth = 0;
    Token last = tokens.getFirst();
    for (Token token : tokens) {
      depth += token.getType() == PolicyLexer.LBRACE ? 1 : 0;
      depth -= token.getType() == PolicyLexer.RBRACE ? 1 : 0;
      if (depth < 0) {
        return last;
      }
      last = token.getType() == PolicyLexer.NEWLINE ? last : token;
    }
    return last;
  }
}
