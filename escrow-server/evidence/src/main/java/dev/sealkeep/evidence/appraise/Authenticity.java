package dev.sealkeep.evidence.appraise;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.intel.DocumentSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.RevocationList;
import java.security.PublicKey;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether collateral is what its issuer signed, as far as the certificates at hand tell. For
 * whoever keeps collateral, so that he does not keep what no verifier will ever accept; verifiers
 * check for themselves. Asks for no dates and no revocation. Thread-safe.
 */
public final class Authenticity {
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final CertificatePathFinder finder;

  /** What can be said of collateral; the worst comes last. */
  public enum Standing {
    /** Every signature verifies up to a pinned root. */
    PROVEN,
    /** The issuer of something in it is not at hand, or is not pinned. */
    UNDECIDED,
    /** The issuer is at hand and pinned or below a pinned root, and did not sign it. */
    FORGED
  }

  /** By the roots of every technology. */
  public Authenticity(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
    this.finder = new CertificatePathFinder(checks, this::isPinned);
  }

  private boolean isPinned(String spkiSha256) {
    return anchors.anchors().stream().anyMatch(a -> a.spkiSha256().equals(spkiSha256));
  }

  /**
   * The standing of an item.
   *
   * @param others where else its issuers may be found
   */
  public Standing of(Collateral item, Collateral others) {
    List<Certificate> at =
        Stream.concat(item.certificates().stream(), others.certificates().stream())
            .distinct()
            .toList();
    Stream<Standing> certificates = item.certificates().stream().map(c -> ofCertificate(c, at));
    Stream<Standing> lists = item.revocationLists().stream().map(list -> ofList(list, at));
    Stream<Standing> documents = item.documents().stream().map(d -> ofDocument(d, at));
    return Stream.of(certificates, lists, documents)
        .flatMap(standings -> standings)
        .max(Standing::compareTo)
        .orElse(Standing.UNDECIDED);
  }

  private Standing ofCertificate(Certificate certificate, List<Certificate> at) {
    if (path(certificate, at).findAny().isPresent()) {
      return Standing.PROVEN;
    }
    boolean issuerAtHand =
        certificate.names(certificate)
            ? isPinned(certificate.spkiSha256())
            : issuerKeys(certificate::names, at).findAny().isPresent();
    return issuerAtHand ? Standing.FORGED : Standing.UNDECIDED;
  }

  private Standing ofList(RevocationList list, List<Certificate> at) {
    return signed(issuerKeys(list::names, at).toList(), key -> list.verify(key, checks));
  }

  private Standing ofDocument(Document document, List<Certificate> at) {
    return signed(
        issuerKeys(DocumentSignature::isMadeBy, at).toList(),
        key -> DocumentSignature.verifies(document, key, checks));
  }

  private static Standing signed(List<PublicKey> issuers, Predicate<PublicKey> verifies) {
    if (issuers.isEmpty()) {
      return Standing.UNDECIDED;
    }
    return issuers.stream().anyMatch(verifies) ? Standing.PROVEN : Standing.FORGED;
  }

  /** The keys of issuers that are themselves proven. */
  private Stream<PublicKey> issuerKeys(Predicate<Certificate> isIssuer, List<Certificate> at) {
    return at.stream()
        .filter(isIssuer)
        .flatMap(issuer -> path(issuer, at))
        .map(CertificatePath::leafKey);
  }

  private Stream<CertificatePath> path(Certificate certificate, List<Certificate> at) {
    return switch (finder.find(certificate, at)) {
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> Stream.of(path);
      case CertificatePathFinder.Outcome.Broken broken -> Stream.empty();
    };
  }
}
