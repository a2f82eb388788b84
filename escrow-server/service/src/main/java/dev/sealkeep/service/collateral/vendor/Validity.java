package dev.sealkeep.service.collateral.vendor;

import java.time.Instant;

/**
 * How long an item is good by its own word.
 *
 * @param issued when it was issued; of several certificates the newest
 * @param until the last instant at which it may be used; of several certificates the earliest
 */
public record Validity(Instant issued, Instant until) {
  /** Whether an item may be used then. */
  public boolean holdsAt(Instant at) {
    return !at.isAfter(until);
  }
}
