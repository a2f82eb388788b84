package dev.sealkeep.policy.diagnostic;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Spelling {
  /** Longer words are not compared: nothing in the language comes near. */
  private static final int MAX_LENGTH = 64;

  private static final String BEFORE = "did you mean `";
  private static final String BEHIND = "`?";

  private Spelling() {}

  /**
   * The candidate nearest to a word, as a suggestion: {@code did you mean `measurement`?}.
   *
   * @return empty if no candidate is within a third of the word's length
   */
  public static Optional<String> suggest(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(found -> BEFORE + found + BEHIND);
  }

  /**
   * The word that a finding suggests in place of the one it is about; empty if what it suggests is
   * something else.
   */
  public static Optional<String> replacement(Diagnostic finding) {
    return finding
        .suggestion()
        .filter(text -> text.startsWith(BEFORE) && text.endsWith(BEHIND))
        .map(text -> text.substring(BEFORE.length(), text.length() - BEHIND.length()));
  }

  /** The candidate nearest to a word; the first in order of the candidates among equals. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT).replace('-', '_');
    int best = Math.max(1, word.length() / 3) + 1;
    Optional<String> found = Optional.empty();
    for (String candidate : candidates) {
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT).replace('-', '_'));
      if (distance < best) {
        best = distance;
        found = Optional.of(candidate);
      }
    }
    return found.or(() -> lastPart(lower, candidates));
  }

  /** {@code debug} was probably meant for {@code policy.debug}, if nothing else ends so. */
  private static Optional<String> lastPart(String lower, Collection<String> candidates) {
    String part = lower.substring(lower.lastIndexOf('.') + 1);
    var ends = candidates.stream().filter(c -> !part.isEmpty() && c.endsWith("." + part)).toList();
    return ends.size() == 1 ? Optional.of(ends.getFirst()) : Optional.empty();
  }

  /** The optimal string alignment distance: insert, delete, replace, swap neighbours. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
