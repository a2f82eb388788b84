package dev.sealkeep.policy.generated;

import dev.sealkeep.policy.grammar.PolicyLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * Lays a policy out as no author would: odd blanks, comments and empty lines wherever a line may
 * end or go on, digits of either case. What it means stays the same.
 */
public final class LooseLayout {
  private static final Set<Integer> GO_ON_AFTER =
      Set.of(
          PolicyLexer.LBRACE,
          PolicyLexer.LPAREN,
          PolicyLexer.LBRACKET,
          PolicyLexer.COMMA,
          PolicyLexer.AND,
          PolicyLexer.OR,
          PolicyLexer.NOT,
          PolicyLexer.BECAUSE);
  private static final Set<Integer> GO_ON_BEFORE =
      Set.of(
          PolicyLexer.RBRACE,
          PolicyLexer.RPAREN,
          PolicyLexer.RBRACKET,
          PolicyLexer.COMMA,
          PolicyLexer.AND,
          PolicyLexer.OR,
          PolicyLexer.BECAUSE);
  private static final Set<Integer> APART =
      Set.of(
          PolicyLexer.LBRACE,
          PolicyLexer.RBRACE,
          PolicyLexer.LPAREN,
          PolicyLexer.RPAREN,
          PolicyLexer.LBRACKET,
          PolicyLexer.RBRACKET,
          PolicyLexer.COMMA,
          PolicyLexer.COLON,
          PolicyLexer.EQ,
          PolicyLexer.NE,
          PolicyLexer.LE,
          PolicyLexer.GE,
          PolicyLexer.LT,
          PolicyLexer.GT);
  private static final Set<Integer> BEFORE_QUOTED =
      Set.of(PolicyLexer.DESCRIPTION, PolicyLexer.SET, PolicyLexer.BECAUSE);
  private static final List<String> COMMENTS =
      List.of("#", "# a note", "#tight", "# blanks behind  \t", "# and { \"x\" } # more é", "##");

  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final String newline;
  private int comments;

  private LooseLayout(Random random) {
    this.random = random;
    this.newline = random.nextInt(8) == 0 ? "\r\n" : "\n";
  }

  /** The same policy in another layout; now and then with CRLF. */
  public static String of(String policy, Random random) {
    return new LooseLayout(random).scatter(policy);
  }

  private String scatter(String policy) {
    List<Token> tokens = new ArrayList<>();
    boolean lineEnded = false;
    breaks();
    for (Token token : new PolicyLexer(CharStreams.fromString(policy)).getAllTokens()) {
      switch (token.getType()) {
        case PolicyLexer.COMMENT -> {}
        case PolicyLexer.NEWLINE -> lineEnded = true;
        default -> {
          gap(tokens, token, lineEnded);
          text.append(spelling(token));
          tokens.add(token);
          lineEnded = false;
        }
      }
    }
    breaks();
    return text.toString();
  }

  private void gap(List<Token> before, Token next, boolean lineEnded) {
    if (before.isEmpty()) {
      return;
    }
    int last = before.getLast().getType();
    if (next.getType() == PolicyLexer.RBRACKET && last != PolicyLexer.LBRACKET) {
      text.append(random.nextInt(4) == 0 ? "," : "");
    }
    if (GO_ON_AFTER.contains(last) || GO_ON_BEFORE.contains(next.getType())) {
      if (random.nextInt(5) == 0) {
        breaks();
        return;
      }
    } else if (lineEnded && !(isQuotedItem(before) && random.nextInt(3) == 0)) {
      breaks();
      if (!text.toString().endsWith("\n")) {
        text.append(newline);
      }
      return;
    }
    boolean apart = APART.contains(last) || APART.contains(next.getType());
    text.append(apart && random.nextInt(3) == 0 ? "" : blanks(1));
  }

  /** An item that ends in a text needs no line end. */
  private static boolean isQuotedItem(List<Token> before) {
    return before.size() > 1
        && before.getLast().getType() == PolicyLexer.STRING
        && BEFORE_QUOTED.contains(before.get(before.size() - 2).getType());
  }

  /** Up to three line ends, with comments before some of them. */
  private void breaks() {
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(blanks(0));
      if (random.nextInt(3) == 0) {
        text.append(COMMENTS.get(random.nextInt(COMMENTS.size()))).append(comments++);
      }
      text.append(newline);
    }
    text.append(blanks(1));
  }

  private String blanks(int atLeast) {
    String blank = random.nextInt(6) == 0 ? "\t" : " ";
    return blank.repeat(atLeast + (random.nextBoolean() ? 0 : random.nextInt(5)));
  }

  private String spelling(Token token) {
    String spelling = token.getText();
    int quote = spelling.indexOf('"');
    return token.getType() == PolicyLexer.HEX && random.nextInt(3) == 0
        ? spelling.substring(0, quote) + spelling.substring(quote).toUpperCase(Locale.ROOT)
        : spelling;
  }
}
