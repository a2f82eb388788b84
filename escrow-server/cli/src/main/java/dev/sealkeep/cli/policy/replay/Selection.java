package dev.sealkeep.cli.policy.replay;

import java.time.Instant;
import java.util.Optional;

/**
 * Which attestations are replayed. One that does not say its time or its key is not left out by
 * either: it is counted, if only among those that cannot be replayed.
 *
 * @param since those at or after this instant
 * @param until those before this instant
 * @param key those that asked for this key
 * @param limit at most this many, the newest
 */
public record Selection(
    Optional<Instant> since, Optional<Instant> until, Optional<String> key, long limit) {
  /** Every attestation. */
  public static Selection all() {
    return new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Long.MAX_VALUE);
  }

  boolean takes(RecordedAttestation attestation) {
    return attestation.time().filter(this::outside).isEmpty()
        && (key.isEmpty() || attestation.key().isEmpty() || attestation.key().equals(key));
  }

  private boolean outside(Instant time) {
    return isOver(time) || until.filter(end -> !time.isBefore(end)).isPresent();
  }

  /** Whether everything older than {@code time} is left out, and it too. */
  boolean isOver(Instant time) {
    return since.filter(time::isBefore).isPresent();
  }
}
