package dev.sealkeep.policy.nearest;

import java.util.List;
import java.util.SortedSet;

/** How near claims are to being permitted. */
public sealed interface Nearness {
  /** The policy permits them as they are. */
  record Permitted() implements Nearness {}

  /**
   * The fewest changes that would permit them.
   *
   * @param changes in the order of the policy
   */
  record Miss(List<Change> changes) implements Nearness {
    /** Copies {@code changes}. */
    public Miss {
      changes = List.copyOf(changes);
    }
  }

  /** The policy permits no claims of the technology at all. */
  record Never() implements Nearness {}

  /** Reference sets are not at hand, so no change of claims would settle it. */
  record SetsMissing(SortedSet<String> sets) implements Nearness {}

  /**
   * A bound was reached.
   *
   * @param changes how many changes do not suffice
   */
  record Beyond(int changes) implements Nearness {}
}
