package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.VtpmQuote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Verifies the evidence of an Azure confidential VM. The chain of proof is: vendor root, hardware
 * report, hash of the runtime data, {@code HCLAkPub} in it, quote, PCR values and qualifying data.
 *
 * <p>The paravisor makes its hardware report when the VM boots, so the report alone is not fresh.
 * What is expected of the evidence has to be in the quote's qualifying data (a transcript as its
 * SHA-256), or in the user data that the guest had the paravisor bind. Claims out of the quote are
 * made only if the quote itself carries it, since a quote may be older than the report.
 */
public final class AzureVtpmVerifier implements EvidenceVerifier {
  private final HardwareVerifier hardware;
  private final SignatureChecks checks;

  /** A verifier that leaves hardware reports to these; {@code tdx} judges TDX quotes. */
  public AzureVtpmVerifier(SnpVerifier snp, EvidenceVerifier tdx, SignatureChecks checks) {
    this.hardware = new HardwareVerifier(snp, tdx);
    this.checks = checks;
  }

  @Override
  public String technology() {
    return TrustAnchors.AZURE_VTPM;
  }

  @Override
  public Role role(byte[] blob) {
    if (AzureEvidence.isRecognised(blob)) {
      return Role.EVIDENCE;
    }
    return EvidencePart.of(blob) != EvidencePart.OTHER || hardware.isAuxiliary(blob)
        ? Role.AUXILIARY
        : Role.NONE;
  }

  @Override
  public List<CollateralId> needs(Evidence evidence) {
    return AzureEvidence.read(evidence) instanceof Parsed.Accepted<AzureEvidence>(var parts)
            && HclReport.parse(parts.hclReport()) instanceof Parsed.Accepted<HclReport>(var report)
        ? hardware.needs(report, parts)
        : List.of();
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (AzureEvidence.read(evidence)) {
      case Parsed.Refused<AzureEvidence>(Reason reason) -> unreadable(reason);
      case Parsed.Accepted<AzureEvidence>(AzureEvidence parts) ->
          switch (HclReport.parse(parts.hclReport())) {
            case Parsed.Refused<HclReport>(Reason reason) -> unreadable(reason);
            case Parsed.Accepted<HclReport>(HclReport report) ->
                examine(report, parts, context).conclude(evidence.eventLogs(), context.binding());
          };
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (AzureEvidence.read(evidence)) {
      case Parsed.Refused<AzureEvidence>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<AzureEvidence>(AzureEvidence parts) ->
          switch (HclReport.parse(parts.hclReport())) {
            case Parsed.Refused<HclReport>(Reason reason) -> new Parsed.Refused<>(reason);
            case Parsed.Accepted<HclReport>(HclReport report) ->
                new Parsed.Accepted<>(shown(report, parts));
          };
    };
  }

  private SequencedMap<String, Object> shown(HclReport report, AzureEvidence parts) {
    SequencedMap<String, Object> fields = AzureFields.of(report);
    parts.quote().ifPresent(quote -> fields.put("tpm_quote", quote.fields()));
    fields.putAll(hardware.show(report, parts));
    return fields;
  }

  private Examination examine(HclReport report, AzureEvidence parts, AppraisalContext context) {
    HardwareAppraisal below = hardware.appraise(report, parts, context);
    List<Reason> reasons = new ArrayList<>(below.reasons());
    Optional<RuntimeData> runtime = Optional.empty();
    Optional<VtpmQuote> quote = Optional.empty();
    switch (RuntimeData.parse(report.runtimeData())) {
      case Parsed.Refused<RuntimeData>(Reason reason) -> reasons.add(reason);
      case Parsed.Accepted<RuntimeData>(RuntimeData data) -> {
        runtime = Optional.of(data);
        quote = quote(data, parts, reasons);
      }
    }
    if (parts.quote().isEmpty()) {
      reasons.add(AzureReason.QUOTE_MISSING.plain());
    }
    return new Examination(report, parts.tdQuote(), below, runtime, quote, reasons);
  }

  private Optional<VtpmQuote> quote(
      RuntimeData runtime, AzureEvidence parts, List<Reason> reasons) {
    var key = runtime.attestationKey().flatMap(checks::anyKey);
    if (key.isEmpty()) {
      reasons.add(AzureReason.AK_MISSING.plain());
    }
    Optional<VtpmQuote> quote =
        key.flatMap(k -> parts.quote().map(q -> VtpmQuote.check(q, k, checks)));
    quote.ifPresent(q -> reasons.addAll(q.reasons()));
    return quote;
  }

  private static Appraisal unreadable(Reason reason) {
    return new Appraisal.Rejected(TrustAnchors.AZURE_VTPM, List.of(reason), new LinkedHashMap<>());
  }
}
