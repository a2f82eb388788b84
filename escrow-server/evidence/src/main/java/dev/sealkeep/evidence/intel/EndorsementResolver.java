package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.CertificateSequence;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the PCK certificate of a quote and its way to a pinned root. Certification data of types 4
 * and 5 carries the certificate; types 1 to 3 only name the platform, and the certificate comes
 * from collateral: it is the one whose key verifies the quoting enclave's report, which costs a
 * signature check for each before it.
 */
final class EndorsementResolver {
  private static final Optional<String> PCK_NAME = Optional.of("Intel SGX PCK Certificate");
  private static final int PATH_LENGTH = 3;
  private static final int PPID_PLAIN = 1;
  private static final int PPID_RSA_3072 = 3;
  private static final int PCK_LEAF = 4;
  private static final int PCK_CHAIN = 5;

  private final String technology;
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final CertificatePathFinder finder;

  EndorsementResolver(
      String technology,
      TrustAnchors anchors,
      SignatureChecks checks,
      CertificatePathFinder finder) {
    this.technology = technology;
    this.anchors = anchors;
    this.checks = checks;
    this.finder = finder;
  }

  /** Whether the certification data carries the certificate itself. */
  static boolean isCarried(SignatureData data) {
    return data.certificationType() == PCK_LEAF || data.certificationType() == PCK_CHAIN;
  }

  /** The certificate that certification data carries; empty if it carries none. */
  static Optional<PckCertificate> carried(SignatureData data) {
    return isCarried(data)
        ? CertificateSequence.parse(data.certificationData())
            .flatMap(EndorsementResolver::leaf)
            .flatMap(EndorsementResolver::parsed)
        : Optional.empty();
  }

  private static Optional<Certificate> leaf(List<Certificate> certificates) {
    return certificates.stream().filter(PckCertificate::isClaimedBy).findFirst();
  }

  private static Optional<PckCertificate> parsed(Certificate certificate) {
    return PckCertificate.parse(certificate)
            instanceof Parsed.Accepted<PckCertificate>(PckCertificate pck)
        ? Optional.of(pck)
        : Optional.empty();
  }

  /**
   * Resolves the endorsement of a quote.
   *
   * @param at when it has to count, for the choice between several certificates of one key
   */
  Endorsement resolve(SignatureData data, CollateralPool pool, Instant at) {
    int type = data.certificationType();
    if (isCarried(data)) {
      return CertificateSequence.parse(data.certificationData())
          .map(carried -> ofCarried(carried, data, pool, at))
          .orElseGet(() -> Endorsement.none(IntelReason.CHAIN_MALFORMED.plain()));
    }
    return type >= PPID_PLAIN && type <= PPID_RSA_3072
        ? ofCollateral(data, pool, at)
        : Endorsement.none(
            IntelReason.QUOTE_CERTIFICATION_UNSUPPORTED.because(
                "The certification data is of type " + type + ", not 1 to 5."));
  }

  private Endorsement ofCarried(
      List<Certificate> carried, SignatureData data, CollateralPool pool, Instant at) {
    Optional<Certificate> leaf = leaf(carried);
    if (leaf.isEmpty()) {
      return ofCollateral(data, pool, at);
    }
    return switch (PckCertificate.parse(leaf.get())) {
      case Parsed.Refused<PckCertificate>(Reason reason) -> Endorsement.none(reason);
      case Parsed.Accepted<PckCertificate>(PckCertificate pck) -> ofPck(pck, carried, pool);
    };
  }

  /** The first that counts then; otherwise the first with a chain, otherwise the first. */
  private Endorsement ofCollateral(SignatureData data, CollateralPool pool, Instant at) {
    Optional<Endorsement> best = Optional.empty();
    for (PckCertificate pck : pool.pckCertificates()) {
      if (!hasSigned(pck, data)) {
        continue;
      }
      Endorsement found = ofPck(pck, List.of(), pool);
      if (found.countsAt(at)) {
        return found;
      }
      boolean better =
          best.isEmpty() || (best.get().standing().isEmpty() && found.standing().isPresent());
      best = better ? Optional.of(found) : best;
    }
    return best.orElseGet(() -> Endorsement.none(IntelReason.PCK_MISSING.plain()));
  }

  private boolean hasSigned(PckCertificate pck, SignatureData data) {
    Optional<PublicKey> key = key(pck);
    Optional<byte[]> signature = EcdsaSignature.ofRaw(Curve.P256, data.qeReportSignature());
    return key.isPresent()
        && signature.isPresent()
        && checks.verify(
            SignatureScheme.ECDSA_SHA256,
            key.get(),
            data.qeReport().signedBytes(),
            signature.get());
  }

  private Optional<PublicKey> key(PckCertificate pck) {
    return checks.ecKey(Curve.P256, pck.certificate().subjectPublicKeyInfo());
  }

  private Endorsement ofPck(PckCertificate pck, List<Certificate> carried, CollateralPool pool) {
    Optional<String> root =
        carried.stream().filter(c -> c.names(c)).findFirst().map(Certificate::sha256);
    return switch (find(pck.certificate(), carried, pool)) {
      case CertificatePathFinder.Outcome.Broken(PathFault fault) ->
          new Endorsement(
              Optional.of(pck), key(pck), root, Optional.empty(), List.of(PathReasons.of(fault)));
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> standing(pck, path, pool);
    };
  }

  /** What a quote carries counts first; collateral only completes it. */
  private CertificatePathFinder.Outcome find(
      Certificate leaf, List<Certificate> carried, CollateralPool pool) {
    CertificatePathFinder.Outcome alone = finder.find(leaf, carried);
    if (!(alone instanceof CertificatePathFinder.Outcome.Broken(PathFault fault))
        || fault.kind() != PathFault.Kind.INCOMPLETE) {
      return alone;
    }
    List<Certificate> all = new ArrayList<>(carried);
    all.addAll(pool.certificates());
    return finder.find(leaf, all);
  }

  private Endorsement standing(PckCertificate pck, CertificatePath path, CollateralPool pool) {
    Optional<String> root = Optional.of(path.root().sha256());
    boolean wellNamed =
        path.certificates().size() == PATH_LENGTH
            && path.leaf().subjectCommonName().equals(PCK_NAME)
            && pck.authority().isPresent();
    Optional<TrustAnchors.Anchor> anchor = anchors.find(technology, path.root().spkiSha256());
    Optional<PublicKey> key = key(pck);
    if (!wellNamed || anchor.isEmpty() || key.isEmpty()) {
      Reason reason =
          IntelReason.CHAIN_WRONG_ISSUER.because(
              path.leaf().displayName()
                  + " under "
                  + path.leaf().issuerCommonName().orElse("an issuer without a name")
                  + " is no PCK certificate on P-256 under a PCK CA under the root.");
      return new Endorsement(Optional.of(pck), key, root, Optional.empty(), List.of(reason));
    }
    PathRevocation revocation = PathRevocation.of(path, pool.revocationLists(), checks);
    return new Endorsement(
        Optional.of(pck),
        key,
        root,
        Optional.of(new Endorsement.Standing(path, anchor.get(), revocation)),
        List.of());
  }
}
