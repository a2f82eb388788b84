package dev.sealkeep.policy.difference;

import java.util.List;

/**
 * How two policies differ.
 *
 * @param shutOut for each technology where there is one: claims that only the old policy admits
 * @param letIn for each technology where there is one: claims that only the new policy admits
 * @param undecided the technologies for which the bound was reached
 */
public record Difference(
    Relation relation, List<Witness> shutOut, List<Witness> letIn, List<String> undecided) {
  /** Copies the lists. */
  public Difference {
    shutOut = List.copyOf(shutOut);
    letIn = List.copyOf(letIn);
    undecided = List.copyOf(undecided);
  }

  static Difference of(List<Witness> shutOut, List<Witness> letIn, List<String> undecided) {
    return new Difference(
        relation(!shutOut.isEmpty(), !letIn.isEmpty(), undecided.isEmpty()),
        shutOut,
        letIn,
        undecided);
  }

  private static Relation relation(boolean less, boolean more, boolean decided) {
    if (less && more) {
      return Relation.INCOMPARABLE;
    }
    if (!decided) {
      return Relation.UNKNOWN;
    }
    if (less) {
      return Relation.NARROWER;
    }
    return more ? Relation.WIDER : Relation.EQUAL;
  }
}
