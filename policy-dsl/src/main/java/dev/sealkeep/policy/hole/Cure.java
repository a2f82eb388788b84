package dev.sealkeep.policy.hole;

/**
 * What closes a hole.
 *
 * @param text a condition to be added to the clause, in which {@code ...} stands for values of
 *     one's own; or, where no condition of the clause can close the hole, what to do instead
 * @param isCondition whether the text is a condition
 */
public record Cure(String text, boolean isCondition) {
  static Cure condition(String condition) {
    return new Cure(condition, true);
  }

  static Cure otherwise(String advice) {
    return new Cure(advice, false);
  }
}
