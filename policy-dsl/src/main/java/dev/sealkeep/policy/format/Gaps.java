package dev.sealkeep.policy.format;

import dev.sealkeep.policy.syntax.SourceLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/**
 * What stands between the tokens of a source: comments and empty lines. No token of the language
 * spans lines, and a comment ends its line.
 */
final class Gaps {
  private final List<Token> comments;
  private final Set<Integer> written = new HashSet<>();
  private final Map<Integer, Integer> firstOfLine = new HashMap<>();
  private final NavigableSet<Integer> starts = new TreeSet<>();

  Gaps(SourceLayout source) {
    this.comments = source.comments();
    for (Token token : source.tokens()) {
      if (!isBlank(token)) {
        starts.add(token.getStartIndex());
        written.add(token.getLine());
        firstOfLine.putIfAbsent(token.getLine(), token.getStartIndex());
      }
    }
    comments.forEach(comment -> written.add(comment.getLine()));
  }

  private static boolean isBlank(Token token) {
    return token.getType() == Token.EOF || token.getText().equals("\n");
  }

  /** Whether a token begins its line and the line above it is empty. */
  boolean isBlankBefore(Token token) {
    return isFirst(token) && isBlankAbove(token.getLine());
  }

  private boolean isFirst(Token token) {
    return firstOfLine.getOrDefault(token.getLine(), -1) == token.getStartIndex();
  }

  private boolean isBlankAbove(int line) {
    return line > 1 && !written.contains(line - 1);
  }

  /** What stands before the first token. */
  Gap before(Token next) {
    return of(-1, next.getStartIndex());
  }

  /** What stands between two tokens, of which there may be others between. */
  Gap between(Token last, Token next) {
    return of(last.getStopIndex(), next.getStartIndex());
  }

  /** What stands between a token and the next. */
  Gap after(Token last) {
    Integer next = starts.higher(last.getStartIndex());
    return of(last.getStopIndex(), next == null ? Integer.MAX_VALUE : next);
  }

  private Gap of(int after, int before) {
    int from = firstAfter(after);
    Optional<String> trailing = Optional.empty();
    List<Comment> own = new ArrayList<>();
    for (int i = from; i < comments.size() && comments.get(i).getStartIndex() < before; i++) {
      Token comment = comments.get(i);
      String text = comment.getText().stripTrailing();
      boolean followsToken = firstOfLine.containsKey(comment.getLine());
      if (i == from && followsToken) {
        trailing = Optional.of(text);
      } else {
        own.add(new Comment(text, !followsToken && isBlankAbove(comment.getLine())));
      }
    }
    return trailing.isEmpty() && own.isEmpty() ? Gap.EMPTY : new Gap(trailing, own);
  }

  /** The index of the first comment behind a place; comments are in the order of the source. */
  private int firstAfter(int place) {
    int low = 0;
    int high = comments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (comments.get(middle).getStartIndex() > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
