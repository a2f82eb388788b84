package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.evidence.OfflineVerifier;
import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How claims are had from evidence.
 *
 * @param verifier verifies it offline
 * @param anew whether evidence is verified also where the claims of that time are recorded
 * @param at the time of verification for evidence that records none
 */
public record Verification(OfflineVerifier verifier, boolean anew, Optional<Instant> at) {
  /** The claims of evidence as it was conveyed, as of its time. */
  Reading read(ConveyedEvidence evidence, Optional<Instant> time) {
    return time.or(() -> at)
        .map(instant -> reading(verifier.verify(evidence.attestation(), instant)))
        .orElseGet(Verification::timeless);
  }

  /** The claims of evidence in a file or folder, as of its time. */
  Reading read(Path path, Optional<Instant> time) {
    Optional<Instant> instant = time.or(() -> at);
    if (instant.isEmpty()) {
      return timeless();
    }
    try {
      return reading(verifier.verify(path, instant.orElseThrow()));
    } catch (UnusableInputException e) {
      return Obstacle.EVIDENCE_MISSING.of(String.valueOf(e.getMessage()));
    }
  }

  private static Reading timeless() {
    return Obstacle.TIME_UNKNOWN.of("no time of verification is recorded; give one with --at");
  }

  private static Reading reading(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> new Reading.Claimed(verified.claims());
      case Appraisal.Rejected rejected -> {
        Reason reason = rejected.reasons().getFirst();
        yield new Reading.NotReplayable(reason.code(), reason.detail());
      }
    };
  }
}
