package dev.sealkeep.agent.configuration;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
public final class Spelling {
  private static final int FARTHEST = 3;

  private Spelling() {}

  /** Returns the nearest of {@code words} by edits, or empty if none is near. */
  public static Optional<String> nearest(String word, List<String> words) {
    // Long words are typed by nobody, and would cost time.
    if (word.length() > 64) {
      return Optional.empty();
    }
    return words.stream()
        .filter(candidate -> edits(word, candidate) <= FARTHEST)
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)));
  }

  /** The Levenshtein distance. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
