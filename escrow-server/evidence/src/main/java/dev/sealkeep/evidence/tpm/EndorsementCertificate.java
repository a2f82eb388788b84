package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * An endorsement key whose certificate is one for endorsement keys and verified up to a root that
 * is pinned for TPMs (TCG EK Credential Profile 2.5, section 3.2).
 *
 * @param spkiSha256 SHA-256 of the key's SubjectPublicKeyInfo, 64 lower-case hex digits
 * @param path of its certificate
 */
public record EndorsementCertificate(String spkiSha256, CertificatePath path) {
  /** The tcg-kp-EKCertificate of the profile. */
  private static final KeyPurposeId PURPOSE =
      KeyPurposeId.getInstance(new ASN1ObjectIdentifier("2.23.133.8.1"));

  /**
   * Verifies the certificate of an endorsement key.
   *
   * @param key the key's public area
   * @param certificates the key's certificate and its issuers', in any order
   * @param collateral further issuers and revocation lists
   * @return a reason of {@link TpmReason} if no certificate of the key holds
   */
  public static Parsed<EndorsementCertificate> verify(
      TpmPublic key,
      Collateral certificates,
      Collateral collateral,
      Instant at,
      TrustAnchors anchors,
      SignatureChecks checks) {
    Collateral all = certificates.plus(collateral);
    String digest = AttestationKey.spkiSha256(key.spki());
    Optional<Certificate> leaf =
        certificates.certificates().stream().filter(c -> c.spkiSha256().equals(digest)).findFirst();
    if (leaf.isEmpty()) {
      return new Parsed.Refused<>(
          TpmReason.CERTIFICATE_KEY_MISMATCH.because(
              "None of the certificates is of the endorsement key."));
    }
    if (!leaf.get().mayReceiveSecrets(PURPOSE)) {
      return new Parsed.Refused<>(TpmReason.CERTIFICATE_USAGE_INVALID.plain());
    }
    CertificatePathFinder finder =
        new CertificatePathFinder(
            checks, spki -> anchors.find(TrustAnchors.TPM2, spki).isPresent());
    return switch (finder.find(leaf.get(), all.certificates())) {
      case CertificatePathFinder.Outcome.Broken(var fault) ->
          new Parsed.Refused<>(TpmReason.of(fault));
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> {
        PathRevocation lists = PathRevocation.of(path, all.revocationLists(), checks);
        List<Reason> faults =
            Stream.concat(path.faultsAt(at).stream(), lists.faults().stream())
                .map(TpmReason::of)
                .toList();
        yield faults.isEmpty()
            ? new Parsed.Accepted<>(new EndorsementCertificate(digest, path))
            : new Parsed.Refused<>(faults.getFirst());
      }
    };
  }
}
