package dev.sealkeep.policy.format;

import java.util.List;

/**
 * The lines of a file at its outermost level.
 *
 * @param end the comments behind the last entry
 */
record Document(List<Entry> entries, List<Comment> end) {
  /** Copies the lists. */
  Document {
    entries = List.copyOf(entries);
    end = List.copyOf(end);
  }
}
