package dev.sealkeep.policy.claim;

import java.util.Map;
import java.util.Optional;

/**
 * What one verified item of evidence says.
 *
 * @param technology the tag of the technology whose root verified, such as {@code amd-sev-snp}
 * @param claims the value of each known claim under its full dotted name ({@code measurement},
 *     {@code policy.debug}, {@code collateral.age}); a claim that is absent is unknown
 */
public record ClaimSet(String technology, Map<String, ClaimValue> claims) {
  /** Copies {@code claims}. */
  public ClaimSet {
    claims = ClaimTable.copyOf(claims);
  }

  /** Returns the value of a claim, or empty if it is unknown. */
  public Optional<ClaimValue> get(String name) {
    return Optional.ofNullable(claims.get(name));
  }
}
