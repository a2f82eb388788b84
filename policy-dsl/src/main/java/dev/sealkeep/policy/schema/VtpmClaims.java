package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/** The claims of a quote by a TPM whose attestation key a hardware report vouches for. */
final class VtpmClaims {
  private static final String QUOTE = "signature of the quote by the attestation key";
  private static final ClaimType U32 = new ClaimType.Int(0, 0xffff_ffffL);
  private static final ClaimType U64 = new ClaimType.Int(0, -1L);
  private static final int PCRS = 24;

  private final List<Claim> claims = new ArrayList<>();

  private VtpmClaims() {}

  static ClaimSchema schema(String technology) {
    VtpmClaims vtpm = new VtpmClaims();
    vtpm.quote();
    vtpm.bank("sha256", 32);
    vtpm.bank("sha384", 48);
    return new ClaimSchema(technology, vtpm.claims);
  }

  /** A claim of the hardware below, behind a prefix. */
  static Claim behind(String prefix, Claim claim) {
    return new Claim(
        prefix + claim.name(), claim.type(), claim.documentation(), claim.source(), claim.proof());
  }

  /** The TPM's endorsement key, where something tells it. */
  static Claim endorsementKey(String source, String proof) {
    return new Claim(
        "tpm.ek_sha256",
        new ClaimType.Bytes(32),
        "SHA-256 of the endorsement key's SubjectPublicKeyInfo",
        source,
        proof);
  }

  private void quote() {
    claims.add(
        new Claim(
            "tpm.ak_bound_by",
            new ClaimType.Symbol(List.of("hardware_vmpl0", "ek_certificate", "enrolled", "none")),
            "What vouches for the key that signed the quote; none never permits",
            "verifier",
            "the hardware report's report data, or what is named"));
    add("tpm.clock", U64, "Milliseconds that the TPM has been on", "clock");
    add("tpm.reset_count", U32, "How often the TPM was reset", "resetCount");
    add("tpm.restart_count", U32, "How often it was restarted since", "restartCount");
    add("tpm.safe", new ClaimType.Bool(), "Whether the clock cannot have gone back", "safe");
    add("tpm.firmware_version", U64, "Version of the TPM's firmware", "firmwareVersion");
    add(
        "tpm.qualified_signer",
        new ClaimType.Bytes(34),
        "Qualified name of the attestation key",
        "qualifiedSigner");
  }

  private void bank(String bank, int bytes) {
    for (int i = 0; i < PCRS; i++) {
      claims.add(
          new Claim(
              bank + ".pcr" + i,
              new ClaimType.Bytes(bytes),
              "Value of PCR " + i,
              "PCR values beside the quote",
              QUOTE + ", over the digest of the values"));
    }
  }

  private void add(String name, ClaimType type, String documentation, String field) {
    claims.add(
        new Claim(name, type, documentation, "TPMS_ATTEST " + field + " (TPM 2.0 part 2)", QUOTE));
  }
}
