package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.x509.Certificate;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Verifies NVIDIA GPU attestation reports: the signature by a leaf whose chain ends in NVIDIA's
 * root, and that report and leaf name the same firmware. The nonce of 32 bytes carries SHA-256 of a
 * release's transcript.
 */
public final class NvidiaVerifier implements EvidenceVerifier {
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final DeviceChain.Finder chains;

  /** A verifier that trusts these roots. */
  public NvidiaVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
    this.chains = new DeviceChain.Finder(anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.NVIDIA_GPU;
  }

  @Override
  public Role role(byte[] blob) {
    return MeasurementReport.isRecognised(blob) ? Role.EVIDENCE : Role.NONE;
  }

  /**
   * Appraises a report.
   *
   * @param evidence the report, at most 16 KiB, binary or in hexadecimal; beside it the certificate
   *     chain in PEM or DER
   */
  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (MeasurementReport.parse(evidence.blob())) {
      case Parsed.Refused<MeasurementReport>(Reason reason) ->
          unreadable(evidence, context, reason);
      case Parsed.Accepted<MeasurementReport>(MeasurementReport report) ->
          chains(evidence, context).stream()
              .map(chain -> new Attempt(report, chain, reasons(report, chain, context)))
              .min(Comparator.comparingInt(attempt -> attempt.reasons().size()))
              .map(attempt -> conclude(attempt, context))
              .orElseGet(() -> withoutChain(report));
    };
  }

  private record Attempt(MeasurementReport report, DeviceChain chain, List<Reason> reasons) {}

  private List<DeviceChain> chains(Evidence evidence, AppraisalContext context) {
    Collateral conveyed = Collateral.of(evidence.auxiliary());
    return chains.of(
        conveyed.plus(context.collateral()).certificates(), conveyed.certificates(), context);
  }

  /** A report that is signed but out of bounds is told from one that was tampered with. */
  private Appraisal unreadable(Evidence evidence, AppraisalContext context, Reason reason) {
    List<Reason> reasons = new ArrayList<>(List.of(reason));
    Optional<MeasurementReport.Signed> signed = MeasurementReport.Signed.of(evidence.blob());
    List<PublicKey> keys =
        chains(evidence, context).stream()
            .flatMap(chain -> chain.leaf().stream())
            .flatMap(leaf -> key(leaf).stream())
            .toList();
    if (signed.isPresent() && keys.stream().noneMatch(key -> isSigned(signed.get(), key))) {
      reasons.add(NvidiaReason.SIGNATURE_INVALID.plain());
    }
    return new Appraisal.Rejected(technology(), reasons, new LinkedHashMap<>());
  }

  private Optional<PublicKey> key(DeviceCertificate leaf) {
    return checks.ecKey(Curve.P384, leaf.certificate().subjectPublicKeyInfo());
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (MeasurementReport.parse(evidence.blob())) {
      case Parsed.Refused<MeasurementReport>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<MeasurementReport>(MeasurementReport report) ->
          new Parsed.Accepted<>(NvidiaFields.of(report, Optional.empty()));
    };
  }

  /** Appraises the chains of the GPUs' leaves, or of the ends of what there is. */
  @Override
  public Optional<Appraisal> verifyCertificates(Collateral certificates, AppraisalContext context) {
    List<Certificate> conveyed = certificates.certificates();
    return chains.of(conveyed, conveyed, context).stream()
        .max(Comparator.comparingInt(chain -> chain.reasons().size()))
        .map(chain -> ofChain(chain, context));
  }

  private Appraisal ofChain(DeviceChain chain, AppraisalContext context) {
    SequencedMap<String, Object> fields =
        chain.leaf().map(NvidiaFields::of).orElseGet(LinkedHashMap::new);
    return verdict(Optional.empty(), chain, chain.reasons(), fields, context);
  }

  private Appraisal conclude(Attempt attempt, AppraisalContext context) {
    MeasurementReport report = attempt.report();
    Optional<DeviceCertificate> leaf = attempt.chain().leaf();
    return verdict(
        Optional.of(report),
        attempt.chain(),
        attempt.reasons(),
        new DeferredFields(() -> NvidiaFields.of(report, leaf)),
        context);
  }

  private Appraisal verdict(
      Optional<MeasurementReport> report,
      DeviceChain chain,
      List<Reason> reasons,
      SequencedMap<String, Object> fields,
      AppraisalContext context) {
    Optional<TrustAnchors.Anchor> anchor =
        chain.path().flatMap(p -> anchors.find(technology(), p.root().spkiSha256()));
    boolean whole =
        anchor.isPresent() && chain.leaf().isPresent() && chain.revocation().isPresent();
    return reasons.isEmpty() && whole
        ? new Appraisal.Verified(
            anchor.get().technology(),
            NvidiaClaims.of(
                anchor.get().technology(),
                report,
                chain.leaf().get(),
                chain.revocation().get(),
                context.at()),
            fields,
            anchor.get().spkiSha256())
        : new Appraisal.Rejected(technology(), reasons, fields);
  }

  private Appraisal withoutChain(MeasurementReport report) {
    return new Appraisal.Rejected(
        technology(),
        List.of(NvidiaReason.CERTIFICATE_MISSING.plain()),
        new DeferredFields(() -> NvidiaFields.of(report, Optional.empty())));
  }

  private List<Reason> reasons(
      MeasurementReport report, DeviceChain chain, AppraisalContext context) {
    List<Reason> reasons = new ArrayList<>();
    context
        .binding()
        .map(Binding::shortened)
        .filter(binding -> !binding.isIn(report.nonce()))
        .ifPresent(binding -> reasons.add(NvidiaReason.NONCE_MISMATCH.plain()));
    // Without a leaf there is no key whose signature could be checked; the chain says why.
    chain.leaf().ifPresent(leaf -> checkLeaf(report, leaf, reasons));
    reasons.addAll(chain.reasons());
    return reasons;
  }

  private void checkLeaf(MeasurementReport report, DeviceCertificate leaf, List<Reason> reasons) {
    Optional<PublicKey> key = checks.ecKey(Curve.P384, leaf.certificate().subjectPublicKeyInfo());
    if (key.isEmpty()) {
      reasons.add(NvidiaReason.CERTIFICATE_NOT_FOR_SIGNING.plain());
    } else if (!isSigned(report.signed(), key.get())) {
      reasons.add(NvidiaReason.SIGNATURE_INVALID.plain());
    }
    report
        .opaque()
        .octets(OpaqueData.FWID)
        .filter(fwid -> !MessageDigest.isEqual(fwid, leaf.fwid()))
        .ifPresent(fwid -> reasons.add(NvidiaReason.FWID_MISMATCH.plain()));
  }

  private boolean isSigned(MeasurementReport.Signed signed, PublicKey key) {
    return EcdsaSignature.ofRaw(Curve.P384, signed.signature())
        .filter(der -> checks.verify(SignatureScheme.ECDSA_SHA384, key, signed.message(), der))
        .isPresent();
  }
}
