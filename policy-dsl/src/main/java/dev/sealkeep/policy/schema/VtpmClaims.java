package dev.sealkeep.policy.schema;

import java.util.List;

/** The claims that technologies with a TPM above attested hardware have in common. */
final class VtpmClaims {
  private VtpmClaims() {}

  /**
   * Appends the claims of the hardware behind a prefix.
   *
   * @param prefix such as {@code snp.}
   */
  static void appendHardwareTo(List<Claim> claims, String prefix, ClaimSchema hardware) {
    for (Claim claim : hardware) {
      claims.add(
          new Claim(
              prefix + claim.name(),
              claim.type(),
              claim.documentation(),
              claim.source(),
              claim.proof()));
    }
  }

  /**
   * Appends the claims of the quote, of event logs that replay to its PCRs, and of the EK.
   *
   * @param source where the EK stands
   * @param proof what proves that it is the TPM's
   */
  static void appendTpmTo(List<Claim> claims, String source, String proof) {
    TpmClaims.appendQuoteTo(claims);
    EventLogClaims.appendOfPcrsTo(claims);
    ImaClaims.appendTo(claims);
    claims.add(
        new Claim(
            "tpm.ek_sha256",
            ClaimType.Bytes.digest(HashAlgorithm.SHA256),
            "SHA-256 of the endorsement key's SubjectPublicKeyInfo",
            source,
            proof));
  }
}
