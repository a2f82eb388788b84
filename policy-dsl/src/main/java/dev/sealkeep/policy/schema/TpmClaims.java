package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims of a TPM 2.0 quote. {@link #appendQuoteTo} serves every technology with a vTPM.
 *
 * <p>Source: TPM 2.0 Library part 2, TPMS_ATTEST, TPMS_CLOCK_INFO and TPMS_QUOTE_INFO.
 */
final class TpmClaims {
  private static final String QUOTE = "signature of the quote by the attestation key";
  private static final String VALUES = QUOTE + " over the digest of the PCR values";
  private static final String CHAIN =
      "signatures of the AK certificate's chain, up to a pinned root, or the enrolled list of keys";
  private static final String LISTS =
      "signatures of the revocation lists by the AK certificate's issuers, and the verifier's"
          + " clock";

  private static final ClaimType BOOL = new ClaimType.Bool();
  private static final ClaimType U32 = new ClaimType.Int(0, 0xffff_ffffL);
  private static final ClaimType U64 = new ClaimType.Int(0, -1L);
  private static final int PCRS = 24;

  private TpmClaims() {}

  static ClaimSchema schema(String technology) {
    List<Claim> claims = new ArrayList<>();
    appendQuoteTo(claims);
    claims.add(
        new Claim(
            "tpm.ek_sha256",
            ClaimType.Bytes.digest(HashAlgorithm.SHA256),
            "SHA-256 of the endorsement key's SubjectPublicKeyInfo; only where its public area was"
                + " sent and something vouches for the attestation key",
            "TPMS_ATTEST qualifiedSigner (TPM 2.0 Library part 1, section 26.5)",
            QUOTE + ", whose qualified signer is the name of the key below that endorsement key"));
    claims.add(
        new Claim(
            "crl.present",
            BOOL,
            "Whether a revocation list of every issuer was at hand; absent without an AK"
                + " certificate",
            "verifier",
            LISTS));
    claims.add(
        new Claim(
            "crl.fresh", BOOL, "Whether those lists are within their validity", "verifier", LISTS));
    claims.add(
        new Claim(
            "collateral.age",
            new ClaimType.Span(),
            "Now minus the oldest issue date among the lists used; absent without any",
            "verifier",
            LISTS));
    EventLogClaims.appendOfPcrsTo(claims);
    ImaClaims.appendTo(claims);
    return new ClaimSchema(technology, claims);
  }

  /** Appends the claims of a quote: its key, clock and PCRs. */
  static void appendQuoteTo(List<Claim> claims) {
    claims.add(
        new Claim(
            "tpm.ak_bound_by",
            new ClaimType.Symbol(List.of("hardware_vmpl0", "ek_certificate", "enrolled", "none")),
            "What vouches for the attestation key; none never leads to a release",
            "verifier",
            CHAIN + ", or a hardware report that binds the key"));
    add(
        claims,
        "tpm.qualified_signer",
        new ClaimType.Bytes(34),
        "Qualified name of the attestation key, where it is by SHA-256",
        "qualifiedSigner");
    add(claims, "tpm.clock", U64, "Milliseconds that the TPM has been on", "clockInfo.clock");
    add(claims, "tpm.reset_count", U32, "How often the TPM was reset", "clockInfo.resetCount");
    add(
        claims,
        "tpm.restart_count",
        U32,
        "How often the TPM was restarted or resumed since",
        "clockInfo.restartCount");
    add(claims, "tpm.safe", BOOL, "Whether the clock never ran ahead of this", "clockInfo.safe");
    add(claims, "tpm.firmware_version", U64, "Version as its vendor counts it", "firmwareVersion");
    pcrs(claims, HashAlgorithm.SHA256);
    pcrs(claims, HashAlgorithm.SHA384);
  }

  private static void pcrs(List<Claim> claims, HashAlgorithm hash) {
    String bank = hash.prefix();
    for (int i = 0; i < PCRS; i++) {
      claims.add(
          new Claim(
              bank + ".pcr" + i,
              ClaimType.Bytes.digest(hash),
              "PCR " + i + " of the " + bank + " bank; absent where it is not quoted",
              "TPMS_QUOTE_INFO (TPM 2.0 Library part 2)",
              VALUES));
    }
  }

  private static void add(
      List<Claim> claims, String name, ClaimType type, String documentation, String field) {
    claims.add(
        new Claim(
            name,
            type,
            documentation,
            "TPMS_ATTEST " + field + " (TPM 2.0 Library part 2)",
            QUOTE));
  }
}
