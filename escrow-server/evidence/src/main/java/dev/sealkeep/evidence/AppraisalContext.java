package dev.sealkeep.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * What evidence is held against.
 *
 * @param collateral the relying party's own certificates, revocation lists and documents
 * @param at the time at which certificates and collateral have to be valid
 * @param binding what the evidence has to bind, if it matters
 * @param activated the TPM key that a credential activation just proved, if there was one
 */
public record AppraisalContext(
    Collateral collateral,
    Instant at,
    Optional<Binding> binding,
    Optional<ActivatedKey> activated) {
  /** A context without an activation. */
  public AppraisalContext(Collateral collateral, Instant at, Optional<Binding> binding) {
    this(collateral, at, binding, Optional.empty());
  }
}
