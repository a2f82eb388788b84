package dev.sealkeep.policy.format;

import java.util.List;
import java.util.Optional;

/**
 * The comments between two things.
 *
 * @param trailing the one on the line that the first thing ends
 * @param own those on lines of their own, which say something of the second thing
 */
record Gap(Optional<String> trailing, List<Comment> own) {
  static final Gap EMPTY = new Gap(Optional.empty(), List.of());

  /** Copies {@code own}. */
  Gap {
    own = List.copyOf(own);
  }

  boolean isEmpty() {
    return trailing.isEmpty() && own.isEmpty();
  }
}
