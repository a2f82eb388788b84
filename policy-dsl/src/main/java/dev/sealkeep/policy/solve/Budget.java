package dev.sealkeep.policy.solve;

/** How many steps a search may still take. Not thread safe. */
final class Budget {
  private long left;

  Budget(long steps) {
    this.left = steps;
  }

  void step() {
    left--;
  }

  /** Ends the search at the next look. */
  void spend() {
    left = 0;
  }

  boolean isSpent() {
    return left <= 0;
  }
}
