package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What was found out about a quote, whatever it vouches for.
 *
 * @param quoteSigned whether the attestation key signed the quote
 * @param faults why it is refused; empty if it is not
 */
public record QuoteFindings(
    Quote quote,
    Endorsement endorsement,
    QuoteAppraiser.AttestedKey attestedKey,
    boolean quoteSigned,
    CollateralFindings collateral,
    List<Reason> faults) {
  /** Copies the list. */
  public QuoteFindings {
    faults = List.copyOf(faults);
  }

  /** What the root stands for; empty without a pinned one. */
  public Optional<TrustAnchors.Anchor> anchor() {
    return endorsement.standing().map(Endorsement.Standing::anchor);
  }

  /**
   * The claims that every quote makes; only for one without a fault.
   *
   * @param at the time of the appraisal
   */
  public Map<String, ClaimValue> claims(Instant at) {
    return IntelClaims.of(this, at);
  }

  /**
   * For display: {@code quote} with the body's fields in their place, and what was computed.
   *
   * @param body the fields of what the quote vouches for
   */
  public SequencedMap<String, Object> fields(SequencedMap<String, Object> body) {
    return IntelFields.of(this, body);
  }
}
