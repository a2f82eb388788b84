package dev.sealkeep.cli.policy.replay;

import java.time.Instant;
import java.util.Optional;

/**
 * One attestation of the past.
 *
 * @param label its decision's id, or where it stands in a folder
 * @param time when it was verified, if that is recorded
 * @param key the key that was asked for, if that is recorded
 * @param decided what was decided then, if that is recorded
 * @param claims what it claims; read when it is replayed and not before
 */
record RecordedAttestation(
    String label,
    Optional<Instant> time,
    Optional<String> key,
    Optional<PastDecision> decided,
    Claims claims) {
  /** Where the claims come from. */
  @FunctionalInterface
  interface Claims {
    /** Reads or verifies them. Ends the command only if no further attestation can be read. */
    Reading read();
  }

  /** An attestation of which nothing is known but that it is there. */
  static RecordedAttestation unreadable(String label, Reading.NotReplayable why) {
    return new RecordedAttestation(
        label, Optional.empty(), Optional.empty(), Optional.empty(), () -> why);
  }
}
