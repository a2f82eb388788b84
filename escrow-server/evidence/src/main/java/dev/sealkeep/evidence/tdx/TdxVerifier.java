package dev.sealkeep.evidence.tdx;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.intel.CollateralAppraiser;
import dev.sealkeep.evidence.intel.IntelFields;
import dev.sealkeep.evidence.intel.Quote;
import dev.sealkeep.evidence.intel.QuoteAppraiser;
import dev.sealkeep.evidence.intel.QuoteFindings;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Judges quotes of trust domains. The evidence is a quote with any bytes behind it, at most 64 KiB;
 * auxiliary blobs may hold certificates and signed collateral that came with it. Thread-safe.
 */
public final class TdxVerifier implements EvidenceVerifier {
  private final QuoteAppraiser quotes;

  /** A verifier that trusts these roots. */
  public TdxVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.quotes = new QuoteAppraiser(TrustAnchors.INTEL_TDX, IntelTee.TDX, anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.INTEL_TDX;
  }

  @Override
  public Role role(byte[] blob) {
    return Quote.isRecognised(blob, IntelTee.TDX) ? Role.EVIDENCE : Role.NONE;
  }

  @Override
  public List<CollateralId> needs(Evidence evidence) {
    return quotes.needs(evidence);
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (Quote.parse(evidence.blob())) {
      case Parsed.Refused<Quote>(Reason reason) -> rejected(List.of(reason));
      case Parsed.Accepted<Quote>(Quote quote) ->
          TdReport.of(quote)
              .map(report -> verify(quote, report, evidence, context))
              .orElseGet(() -> rejected(List.of(TdxReason.BODY_MISMATCH.plain())));
    };
  }

  private static Appraisal rejected(List<Reason> reasons) {
    return new Appraisal.Rejected(TrustAnchors.INTEL_TDX, reasons, new LinkedHashMap<>());
  }

  private Appraisal verify(
      Quote quote, TdReport report, Evidence evidence, AppraisalContext context) {
    QuoteFindings findings =
        quotes.appraise(quote, Optional.of(report.seamModule()), evidence, context);
    List<Reason> reasons = new ArrayList<>(findings.faults());
    reasons.addAll(reportFaults(report, context.binding()));
    String technology =
        findings.anchor().map(TrustAnchors.Anchor::technology).orElse(TrustAnchors.INTEL_TDX);
    if (!reasons.isEmpty()) {
      return new Appraisal.Rejected(
          technology, reasons, new DeferredFields(() -> findings.fields(TdxFields.of(report))));
    }
    return verified(findings, report, evidence, context, technology);
  }

  private static Appraisal verified(
      QuoteFindings findings,
      TdReport report,
      Evidence evidence,
      AppraisalContext context,
      String technology) {
    Map<String, ClaimValue> claims = new HashMap<>(findings.claims(context.at()));
    claims.putAll(TdxClaims.of(report));
    MeasurementLogs log = MeasurementLogs.explaining(evidence.eventLogs(), registers(report));
    claims.putAll(log.claims());
    return new Appraisal.Verified(
        technology,
        new ClaimSet(technology, claims),
        new DeferredFields(() -> fields(findings, report, log)),
        findings.anchor().orElseThrow().spkiSha256());
  }

  private static SequencedMap<String, Object> fields(
      QuoteFindings findings, TdReport report, MeasurementLogs log) {
    SequencedMap<String, Object> fields = findings.fields(TdxFields.of(report));
    if (!log.fields().isEmpty()) {
      fields.put("event_log", log.fields());
    }
    log.firmware().onlyLog().forEach(fields::putIfAbsent);
    return fields;
  }

  private static Registers registers(TdReport report) {
    Map<Integer, byte[]> values = new HashMap<>();
    for (int i = 0; i < TdReport.RTMRS; i++) {
      values.put(i, report.rtmr(i));
    }
    return new Registers(Registers.Kind.RTMR, values);
  }

  private static List<Reason> reportFaults(TdReport report, Optional<Binding> binding) {
    List<Reason> faults = new ArrayList<>();
    if (report.tdAttributes().hasReservedUntrustedBits()) {
      faults.add(TdxReason.ATTRIBUTES_RESERVED.plain());
    }
    if (binding.filter(expected -> !expected.isIn(report.reportData())).isPresent()) {
      faults.add(
          TdxReason.REPORT_DATA_MISMATCH.because(
              "The report data is "
                  + HexFormat.of().formatHex(report.reportData())
                  + ", expected was "
                  + binding.get()
                  + "."));
    }
    return faults;
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (Quote.parse(evidence.blob())) {
      case Parsed.Refused<Quote>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<Quote>(Quote quote) ->
          TdReport.of(quote)
              .<Parsed<SequencedMap<String, Object>>>map(
                  report -> new Parsed.Accepted<>(IntelFields.of(quote, TdxFields.of(report))))
              .orElseGet(() -> new Parsed.Refused<>(TdxReason.BODY_MISMATCH.plain()));
    };
  }

  /** Appraises signed collateral for TDX that came without a quote. */
  @Override
  public Optional<Appraisal> verifyCertificates(Collateral certificates, AppraisalContext context) {
    return new CollateralAppraiser(quotes, TrustAnchors.INTEL_TDX).documents(certificates, context);
  }
}
