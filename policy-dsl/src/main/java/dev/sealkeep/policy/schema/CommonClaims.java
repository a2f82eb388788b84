package dev.sealkeep.policy.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims that evidence of every technology makes. Those of a vTPM above attested hardware are
 * the hardware's.
 */
final class CommonClaims {
  private static final int MAX_CERTIFICATES = 32;
  private static final int MAX_SERIAL = 20;
  private static final String CHAIN = "signatures of the chain, up to a pinned root";
  private static final String SOURCE = "RFC 5280, section 4.1";

  private CommonClaims() {}

  /** The schema with the common claims behind its own. */
  static ClaimSchema appendedTo(ClaimSchema schema) {
    List<Claim> claims = new ArrayList<>(schema.byName().values());
    claims.add(
        new Claim(
            "verified_at",
            new ClaimType.Time(),
            "When the evidence was verified",
            "clock of the verifier",
            "the verifier"));
    claims.add(
        new Claim(
            "certificates",
            new ClaimType.Entries(certificate(), MAX_CERTIFICATES),
            "Endorsements: the certificates that verified the evidence, of a vTPM those of the"
                + " hardware below it, from the signer to the root; absent where a pinned key"
                + " alone vouches for it",
            SOURCE,
            CHAIN));
    return new ClaimSchema(schema.technology(), claims);
  }

  private static List<Claim> certificate() {
    ClaimType digest = ClaimType.Bytes.digest(HashAlgorithm.SHA256);
    return List.of(
        field(
            "subject",
            new ClaimType.Text(),
            "Distinguished name of the subject, RFC 4514; absent unless printable"),
        field(
            "issuer",
            new ClaimType.Text(),
            "Distinguished name of the issuer, RFC 4514; absent unless printable"),
        field(
            "serial",
            new ClaimType.Bytes(1, MAX_SERIAL),
            "Serial number, big-endian, without leading zeros"),
        field("not_before", new ClaimType.Time(), "When its validity begins"),
        field("not_after", new ClaimType.Time(), "When its validity ends"),
        field("sha256", digest, "SHA-256 of the certificate in DER"),
        field("public_key_sha256", digest, "SHA-256 of its SubjectPublicKeyInfo"));
  }

  private static Claim field(String name, ClaimType type, String documentation) {
    return new Claim(name, type, documentation, SOURCE, CHAIN);
  }
}
