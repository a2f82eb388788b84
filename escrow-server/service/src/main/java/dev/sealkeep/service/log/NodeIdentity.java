package dev.sealkeep.service.log;

import java.util.Set;

/**
 * Which node this is, and which of its runs. Each start is a run of its own, and a data directory
 * knows the runs that were made from it: a copy of the directory shares those up to the copying,
 * and none after it.
 *
 * @param id the node's id, 16 hexadecimal digits
 * @param run this run, 16 hexadecimal digits
 * @param earlier the runs before it that this data directory knows
 */
public record NodeIdentity(String id, String run, Set<String> earlier) {
  /** Copies the set. */
  public NodeIdentity {
    earlier = Set.copyOf(earlier);
  }

  /** Whether a run is this one, or one that this one goes on from. */
  public boolean continues(String other) {
    return other.equals(run) || earlier.contains(other);
  }
}
