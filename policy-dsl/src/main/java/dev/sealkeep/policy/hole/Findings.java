package dev.sealkeep.policy.hole;

import java.util.List;

/**
 * The holes of a policy.
 *
 * @param found the worst first, then in the order of the source
 * @param undecided those for which the solver reached its bound
 */
public record Findings(List<Finding> found, List<Undecided> undecided) {
  /** Copies the lists. */
  public Findings {
    found = List.copyOf(found);
    undecided = List.copyOf(undecided);
  }

  /**
   * A hole that may be open or not.
   *
   * @param line where the permit clause begins
   */
  public record Undecided(Hole hole, String machine, int line) {}
}
