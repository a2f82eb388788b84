package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.PrivilegedReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Verifies the attestation of an SVSM with a vTPM. The chain of proof is: AMD's root, SNP report at
 * VMPL 0, SHA-512 of nonce and manifest in it, EK in the manifest. The nonce is what is expected of
 * the evidence, so the hardware report is fresh.
 */
public final class SvsmVtpmVerifier implements EvidenceVerifier {
  private final SnpVerifier snp;
  private final VtpmKeys keys;

  /**
   * A verifier that leaves SNP reports to another.
   *
   * @param anchors for {@code tpm2}: attestation keys that were enrolled by credential activation
   */
  public SvsmVtpmVerifier(TrustAnchors anchors, SnpVerifier snp, SignatureChecks checks) {
    this.snp = snp;
    this.keys = new VtpmKeys(anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.SVSM_VTPM;
  }

  @Override
  public Role role(byte[] blob) {
    if (SvsmEvidence.isRecognised(blob)) {
      return Role.EVIDENCE;
    }
    return snp.role(blob) == Role.AUXILIARY ? Role.AUXILIARY : Role.NONE;
  }

  @Override
  public List<CollateralId> needs(Evidence evidence) {
    return SvsmEvidence.read(evidence.blob()) instanceof Parsed.Accepted<SvsmEvidence>(var parts)
        ? snp.needs(report(parts, evidence))
        : List.of();
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (SvsmEvidence.read(evidence.blob())) {
      case Parsed.Refused<SvsmEvidence>(Reason reason) ->
          new Appraisal.Rejected(TrustAnchors.SVSM_VTPM, List.of(reason), new LinkedHashMap<>());
      case Parsed.Accepted<SvsmEvidence>(SvsmEvidence parts) ->
          examine(parts, evidence, context).conclude(evidence.eventLogs(), context.binding());
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (SvsmEvidence.read(evidence.blob())) {
      case Parsed.Refused<SvsmEvidence>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<SvsmEvidence>(SvsmEvidence parts) ->
          new Parsed.Accepted<>(shown(parts, report(parts, evidence)));
    };
  }

  private SequencedMap<String, Object> shown(SvsmEvidence parts, Evidence report) {
    Optional<ServicesManifest> manifest =
        ServicesManifest.parse(parts.manifest())
                instanceof Parsed.Accepted<ServicesManifest>(ServicesManifest read)
            ? Optional.of(read)
            : Optional.empty();
    SequencedMap<String, Object> fields = SvsmFields.of(parts, manifest);
    parts.quote().ifPresent(quote -> fields.put("tpm_quote", quote.fields()));
    if (snp.show(report) instanceof Parsed.Accepted<SequencedMap<String, Object>>(var read)) {
      fields.put("snp", read);
    }
    return fields;
  }

  private static Evidence report(SvsmEvidence parts, Evidence evidence) {
    return new Evidence(parts.report(), evidence.auxiliary(), List.of());
  }

  private Examination examine(SvsmEvidence parts, Evidence evidence, AppraisalContext context) {
    HardwareAppraisal hardware =
        new PrivilegedReport(report(parts, evidence), parts.expectedReportData())
            .appraise(snp, context, SvsmReason.REPORT_DATA_MISMATCH, SvsmReason.VMPL_NOT_ZERO);
    List<Reason> reasons = new ArrayList<>(hardware.reasons());
    context.binding().filter(b -> !b.isIn(parts.nonce())).ifPresent(b -> reasons.add(other(b)));
    Optional<ServicesManifest> manifest = Optional.empty();
    Optional<TpmPublic> endorsementKey = Optional.empty();
    switch (ServicesManifest.parse(parts.manifest())) {
      case Parsed.Refused<ServicesManifest>(Reason reason) -> reasons.add(reason);
      case Parsed.Accepted<ServicesManifest>(ServicesManifest read) -> {
        manifest = Optional.of(read);
        endorsementKey = endorsementKey(read, reasons);
      }
    }
    Optional<VtpmKeys.SignedQuote> quote = keys.quote(parts, endorsementKey, reasons);
    return new Examination(parts, hardware, manifest, endorsementKey, quote, reasons);
  }

  private static Reason other(Binding expected) {
    return SvsmReason.BINDING_MISMATCH.because("Expected was " + expected + ".");
  }

  private static Optional<TpmPublic> endorsementKey(
      ServicesManifest manifest, List<Reason> reasons) {
    return switch (TpmPublic.parse(manifest.vtpm())) {
      case Parsed.Accepted<TpmPublic>(TpmPublic key) -> Optional.of(key);
      case Parsed.Refused<TpmPublic>(Reason reason) -> {
        reasons.add(SvsmReason.MANIFEST_MALFORMED.because("The vTPM's EK: " + reason.detail()));
        yield Optional.empty();
      }
    };
  }
}
