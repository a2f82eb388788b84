package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.policy.claim.ClaimSet;

/** What an attestation claims, or why that cannot be had. */
sealed interface Reading {
  /** Its claims. */
  record Claimed(ClaimSet claims) implements Reading {}

  /**
   * It cannot be replayed.
   *
   * @param code a stable code: an {@link Obstacle}'s, or a reason of the evidence's rejection
   * @param detail a sentence without a full stop
   */
  record NotReplayable(String code, String detail) implements Reading {}
}
