package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of a guest above an SVSM with a vTPM: those of its SNP report behind {@code snp.}, and
 * those of its vTPM.
 *
 * <p>Source: AMD 58019, Secure VM Service Module for SEV-SNP Guests; TPM 2.0 Library part 2.
 */
final class SvsmClaims {
  private static final String REPORT =
      "SHA-512 of nonce and manifest in the report data of an SNP report made at VMPL 0";

  private SvsmClaims() {}

  static ClaimSchema schema(String technology) {
    List<Claim> claims = new ArrayList<>();
    VtpmClaims.appendHardwareTo(claims, "snp.", SnpClaims.schema(technology));
    VtpmClaims.appendTpmTo(claims, "vTPM's manifest (AMD 58019, section 8.3.1)", REPORT);
    claims.add(
        new Claim(
            "hardware.fresh",
            new ClaimType.Bool(),
            "Whether the SNP report was made for this request; always true",
            "nonce of the SVSM's attestation",
            REPORT + ", and the transcript of the request"));
    return new ClaimSchema(technology, claims);
  }
}
