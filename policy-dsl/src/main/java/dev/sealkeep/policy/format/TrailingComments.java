package dev.sealkeep.policy.format;

import java.util.ArrayList;
import java.util.List;

/** Puts the comments at the ends of neighbouring lines below one another. */
final class TrailingComments {
  /** How far a comment stands from what it follows, at least. */
  static final int DISTANCE = 3;

  private final Page page;
  private final List<Pending> pending = new ArrayList<>();

  private record Pending(int line, String text) {}

  TrailingComments(Page page) {
    this.page = page;
  }

  /** Notes a comment for the line that was written last. */
  void add(String text) {
    pending.add(new Pending(page.line(), text));
  }

  /** Writes what was noted; what comes then does not belong to it. */
  void flush() {
    int column =
        pending.stream().mapToInt(comment -> page.width(comment.line())).max().orElse(0) + DISTANCE;
    pending.forEach(comment -> page.comment(comment.line(), column, comment.text()));
    pending.clear();
  }
}
