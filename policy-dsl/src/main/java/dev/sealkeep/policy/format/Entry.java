package dev.sealkeep.policy.format;

import java.util.List;
import java.util.Optional;

/**
 * A piece with what is said about it: an item of a policy, a condition of a clause, an element of a
 * list.
 *
 * @param above the comments on lines of their own before it
 * @param blankBefore whether its author left a line empty above it
 * @param trailing the comment at its end
 */
record Entry(List<Comment> above, boolean blankBefore, Piece piece, Optional<String> trailing) {
  /** Copies {@code above}. */
  Entry {
    above = List.copyOf(above);
  }

  boolean hasComments() {
    return !above.isEmpty() || trailing.isPresent();
  }
}
