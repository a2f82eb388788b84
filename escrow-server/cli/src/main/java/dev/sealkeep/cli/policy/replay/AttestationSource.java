package dev.sealkeep.cli.policy.replay;

import java.util.Optional;

/** Attestations one at a time, the newest first. */
public interface AttestationSource {
  /** The next one, or empty at the end. */
  Optional<RecordedAttestation> next();

  /** How much of the source has been gone through, in percent. */
  int percent();
}
