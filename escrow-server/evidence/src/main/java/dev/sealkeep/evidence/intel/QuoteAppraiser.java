package dev.sealkeep.evidence.intel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Judges the part of a quote that SGX and TDX share: header, quoting enclave, PCK chain, signatures
 * and TCB.
 *
 * <p>Whatever follows from certificates and collateral alone is kept under digests of both: the
 * chain of a PCK with its revocation lists, the authentic documents of a bag, and whether a PCK
 * vouches for an attestation key. With these at hand a quote costs one signature check and a few
 * digests. Time is never part of what is kept: certificates and documents are held against it for
 * each quote. Thread-safe.
 */
public final class QuoteAppraiser {
  private static final int MAX_POOLS = 64;
  private static final int MAX_ENDORSEMENTS = 4096;
  private static final int MAX_ATTESTED_KEYS = 4096;
  private static final int MAX_AUXILIARY_BLOBS = 8;
  private static final int MAX_AUXILIARY_BYTES = 128 * 1024;
  private static final int DIGEST_BYTES = 32;

  private final String technology;
  private final IntelTee tee;
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final CertificatePathFinder finder;
  private final EndorsementResolver resolver;
  private final Cache<String, CollateralPool> pools =
      Caffeine.newBuilder().maximumSize(MAX_POOLS).build();
  // Apart from the others, so that what hosts send never displaces the relying party's own.
  private final Cache<String, CollateralPool> poolsWithConveyed =
      Caffeine.newBuilder().maximumSize(MAX_POOLS).build();
  private final Cache<EndorsementKey, Endorsement> endorsements =
      Caffeine.newBuilder().maximumSize(MAX_ENDORSEMENTS).build();
  private final Cache<AttestedKeyId, AttestedKey> attestedKeys =
      Caffeine.newBuilder().maximumSize(MAX_ATTESTED_KEYS).build();

  private record EndorsementKey(String certification, String pool) {}

  private record AttestedKeyId(String pck, String attestation) {}

  /**
   * The attestation key as the quoting enclave presents it.
   *
   * @param key empty if the bytes are no point on P-256
   * @param reportSigned whether the PCK signed the enclave's report; empty without a PCK
   * @param bound whether the report binds the key
   */
  record AttestedKey(Optional<PublicKey> key, Optional<Boolean> reportSigned, boolean bound) {}

  /**
   * An appraiser.
   *
   * @param technology the vendor's tag, under which roots are pinned
   * @param tee the kind of hardware whose quotes it judges
   */
  public QuoteAppraiser(
      String technology, IntelTee tee, TrustAnchors anchors, SignatureChecks checks) {
    this.technology = technology;
    this.tee = tee;
    this.anchors = anchors;
    this.checks = checks;
    this.finder =
        new CertificatePathFinder(checks, spki -> anchors.find(technology, spki).isPresent());
    this.resolver = new EndorsementResolver(technology, anchors, checks, finder);
  }

  /**
   * Judges a quote.
   *
   * @param seam what a trust domain's report says of the TDX module; empty for SGX
   */
  public QuoteFindings appraise(
      Quote quote, Optional<SeamModule> seam, Evidence evidence, AppraisalContext context) {
    CollateralPool pool = pool(evidence, context);
    SignatureData data = quote.signatureData();
    Endorsement endorsement = endorsement(data, pool, context.at());
    AttestedKey attested = attestedKey(data, endorsement);
    boolean signed = isSigned(quote, attested);
    List<Reason> faults = new ArrayList<>();
    quote.headerFault().ifPresent(faults::add);
    faults.addAll(endorsement.faults());
    endorsement.standing().ifPresent(s -> faults.addAll(s.faultsAt(context.at())));
    faults.addAll(signatureFaults(attested, signed));
    CollateralFindings collateral =
        CollateralFindings.of(data.qeReport(), endorsement, pool, tee, seam, context.at());
    faults.addAll(collateral.faults());
    return new QuoteFindings(quote, endorsement, attested, signed, collateral, faults);
  }

  private static List<Reason> signatureFaults(AttestedKey attested, boolean signed) {
    List<Reason> faults = new ArrayList<>();
    if (attested.reportSigned().equals(Optional.of(false))) {
      faults.add(IntelReason.QE_SIGNATURE_INVALID.plain());
    }
    if (!attested.bound()) {
      faults.add(IntelReason.QE_KEY_UNBOUND.plain());
    }
    if (!signed) {
      faults.add(IntelReason.SIGNATURE_INVALID.plain());
    }
    return faults;
  }

  private CollateralPool pool(Evidence evidence, AppraisalContext context) {
    List<byte[]> conveyed =
        evidence.auxiliary().stream()
            .filter(blob -> blob.length <= MAX_AUXILIARY_BYTES)
            .limit(MAX_AUXILIARY_BLOBS)
            .toList();
    if (conveyed.isEmpty()) {
      return pool(context.collateral());
    }
    Collateral supplied = context.collateral();
    Collateral sent = Collateral.of(conveyed);
    return poolsWithConveyed.get(
        CollateralPool.digest(supplied, sent),
        d -> CollateralPool.of(supplied, sent, finder, checks));
  }

  CollateralPool pool(Collateral collateral) {
    return pools.get(
        collateral.digest(), d -> CollateralPool.of(collateral, Collateral.none(), finder, checks));
  }

  /** Whether a document is about the kind of hardware whose quotes this judges. */
  boolean isFor(SignedCollateral document) {
    return switch (document) {
      case TcbInfo info -> info.tee() == tee;
      case QeIdentity identity -> identity.tee() == tee;
    };
  }

  Optional<TrustAnchors.Anchor> anchor(String spkiSha256) {
    return anchors.find(technology, spkiSha256);
  }

  CertificatePathFinder finder() {
    return finder;
  }

  SignatureChecks checks() {
    return checks;
  }

  private Endorsement endorsement(SignatureData data, CollateralPool pool, Instant at) {
    if (!EndorsementResolver.isCarried(data)) {
      // Which candidate it is depends on the report and the time, so there is no key to it.
      return resolver.resolve(data, pool, at);
    }
    EndorsementKey id = new EndorsementKey(data.certificationDigest(), pool.digest());
    Endorsement cached = endorsements.getIfPresent(id);
    if (cached != null) {
      return cached;
    }
    Endorsement resolved = resolver.resolve(data, pool, at);
    if (resolved.standing().isPresent() && EndorsementResolver.carried(data).isPresent()) {
      endorsements.put(id, resolved);
    }
    return resolved;
  }

  private AttestedKey attestedKey(SignatureData data, Endorsement endorsement) {
    String pck = endorsement.pck().map(p -> p.certificate().sha256()).orElse("");
    AttestedKeyId id = new AttestedKeyId(pck, data.attestationDigest());
    AttestedKey cached = attestedKeys.getIfPresent(id);
    if (cached != null) {
      return cached;
    }
    AttestedKey made =
        new AttestedKey(
            checks.ecKey(Curve.P256, data.attestationKey()),
            endorsement.pck().map(p -> isReportSigned(data, endorsement.key())),
            isBound(data));
    if (made.key().isPresent() && made.bound() && made.reportSigned().equals(Optional.of(true))) {
      attestedKeys.put(id, made);
    }
    return made;
  }

  private boolean isReportSigned(SignatureData data, Optional<PublicKey> pck) {
    Optional<byte[]> signature = EcdsaSignature.ofRaw(Curve.P256, data.qeReportSignature());
    return pck.isPresent()
        && signature.isPresent()
        && checks.verify(
            SignatureScheme.ECDSA_SHA256,
            pck.get(),
            data.qeReport().signedBytes(),
            signature.get());
  }

  /** REPORTDATA is SHA-256 of attestation key ‖ authentication data, then zeros. */
  private static boolean isBound(SignatureData data) {
    MessageDigest sha256 = Certificate.sha256Digest();
    sha256.update(data.attestationKey());
    sha256.update(data.authenticationData());
    byte[] expected = Arrays.copyOf(sha256.digest(), 2 * DIGEST_BYTES);
    return MessageDigest.isEqual(expected, data.qeReport().reportData());
  }

  private boolean isSigned(Quote quote, AttestedKey attested) {
    Optional<byte[]> signature =
        EcdsaSignature.ofRaw(Curve.P256, quote.signatureData().signature());
    return attested.key().isPresent()
        && signature.isPresent()
        && checks.verify(
            SignatureScheme.ECDSA_SHA256,
            attested.key().get(),
            quote.rawBytes(),
            0,
            quote.signedBytes(),
            signature.get());
  }

  /**
   * The collateral that a quote calls for, by its own unverified word; see {@link
   * dev.sealkeep.evidence.EvidenceVerifier#needs}.
   */
  public List<CollateralId> needs(Evidence evidence) {
    if (!(Quote.parse(evidence.blob()) instanceof Parsed.Accepted<Quote>(Quote quote))
        || quote.bodyType().tee() != tee) {
      return List.of();
    }
    List<CollateralId> needs = new ArrayList<>();
    Optional<PckCertificate> pck = EndorsementResolver.carried(quote.signatureData());
    pck.ifPresent(p -> needs.add(new CollateralId.IntelTcbInfo(tee, p.fmspc())));
    needs.add(new CollateralId.IntelQeIdentity(tee));
    pck.flatMap(PckCertificate::authority)
        .ifPresent(a -> needs.add(new CollateralId.IntelPckRevocationList(a.word())));
    needs.add(new CollateralId.IntelRootRevocationList());
    return needs;
  }
}
