package dev.sealkeep.evidence;

import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.policy.claim.ClaimValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The claims that verified evidence of every technology makes: when it was verified, and by which
 * certificates.
 */
public final class CommonClaims {
  private static final String VERIFIED_AT = "verified_at";
  private static final String CERTIFICATES = "certificates";

  private CommonClaims() {}

  /** Whether a claim is one of these. */
  public static boolean isOne(String name) {
    return name.equals(VERIFIED_AT) || name.equals(CERTIFICATES);
  }

  /**
   * Adds them to the claims of evidence that verified.
   *
   * @param at the time of the appraisal
   * @param chain the certificates that vouch for the evidence, each signature checked, from the
   *     signer to a pinned root; empty where a pinned key alone vouches for it, and then no claim
   */
  public static void addTo(Map<String, ClaimValue> claims, Instant at, List<Certificate> chain) {
    claims.put(VERIFIED_AT, new ClaimValue.Time(at));
    if (!chain.isEmpty()) {
      claims.put(
          CERTIFICATES,
          new ClaimValue.Entries(chain.stream().map(Certificate::claimEntry).toList()));
    }
  }
}
