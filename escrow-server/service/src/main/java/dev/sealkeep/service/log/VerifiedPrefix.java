package dev.sealkeep.service.log;

/**
 * A beginning of the log that this node has verified, and what it says about every object. Whoever
 * follows the entries after it has the index of the whole log.
 *
 * @param end the log, and its size and root there, which this node has signed
 * @param reach how much of the log {@code state} may know of: the size, or more where entries were
 *     committed while it was written down. A log that may lack some of that must not be followed
 *     from here
 * @param state the newest state entry of every object
 */
record VerifiedPrefix(HighWater.Mark end, long reach, StateIndex state) {
  /** Whether a log that has what {@code mark} says has all that this knows of. */
  boolean isOf(HighWater.Mark mark) {
    return end.origin().equals(mark.origin()) && reach <= mark.size();
  }
}
