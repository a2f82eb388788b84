package dev.sealkeep.policy.hole;

import java.util.List;

/**
 * The holes of a policy.
 *
 * @param found the worst first, then in the order of the source
 * @param undecided those for which the solver reached its bound
 * @param unmet the permit clauses that let no machine in, in the order of the source
 */
public record Findings(List<Finding> found, List<Undecided> undecided, List<Unmet> unmet) {
  /** Copies the lists. */
  public Findings {
    found = List.copyOf(found);
    undecided = List.copyOf(undecided);
    unmet = List.copyOf(unmet);
  }

  /**
   * A hole that may be open or not.
   *
   * @param line where the permit clause begins
   */
  public record Undecided(Hole hole, String machine, int line) {}

  /**
   * A permit clause that no machine which could exist meets, or whose machines are all forbidden.
   *
   * @param technology the clause's
   * @param line where the clause begins
   */
  public record Unmet(String technology, int line) {}
}
