package dev.sealkeep.evidence.sgx;

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
import dev.sealkeep.evidence.intel.CollateralAppraiser;
import dev.sealkeep.evidence.intel.EnclaveReport;
import dev.sealkeep.evidence.intel.IntelFields;
import dev.sealkeep.evidence.intel.Quote;
import dev.sealkeep.evidence.intel.QuoteAppraiser;
import dev.sealkeep.evidence.intel.QuoteFindings;
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
 * Judges quotes of enclaves. The evidence is a quote with any bytes behind it, at most 64 KiB;
 * auxiliary blobs may hold certificates and signed collateral that came with it. Thread-safe.
 */
public final class SgxVerifier implements EvidenceVerifier {
  private final QuoteAppraiser quotes;

  /** A verifier that trusts these roots. */
  public SgxVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.quotes = new QuoteAppraiser(TrustAnchors.INTEL_SGX, IntelTee.SGX, anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.INTEL_SGX;
  }

  @Override
  public Role role(byte[] blob) {
    return Quote.isRecognised(blob, IntelTee.SGX) ? Role.EVIDENCE : Role.NONE;
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
          enclave(quote)
              .map(report -> verify(quote, report, evidence, context))
              .orElseGet(() -> rejected(List.of(SgxReason.BODY_MISMATCH.plain())));
    };
  }

  private static Optional<EnclaveReport> enclave(Quote quote) {
    return switch (quote.bodyType()) {
      case SGX -> Optional.of(EnclaveReport.of(quote));
      case TD10, TD15 -> Optional.empty();
    };
  }

  private static Appraisal rejected(List<Reason> reasons) {
    return new Appraisal.Rejected(TrustAnchors.INTEL_SGX, reasons, new LinkedHashMap<>());
  }

  private Appraisal verify(
      Quote quote, EnclaveReport report, Evidence evidence, AppraisalContext context) {
    QuoteFindings findings = quotes.appraise(quote, Optional.empty(), evidence, context);
    List<Reason> reasons = new ArrayList<>(findings.faults());
    reasons.addAll(reportFaults(report, context.binding()));
    String technology =
        findings.anchor().map(TrustAnchors.Anchor::technology).orElse(TrustAnchors.INTEL_SGX);
    if (!reasons.isEmpty()) {
      return new Appraisal.Rejected(
          technology, reasons, new DeferredFields(() -> findings.fields(SgxFields.of(report))));
    }
    return verified(findings, report, context, technology);
  }

  private static Appraisal verified(
      QuoteFindings findings, EnclaveReport report, AppraisalContext context, String technology) {
    Map<String, ClaimValue> claims = new HashMap<>(findings.claims(context.at()));
    claims.putAll(SgxClaims.of(report));
    return new Appraisal.Verified(
        technology,
        new ClaimSet(technology, claims),
        new DeferredFields(() -> findings.fields(SgxFields.of(report))),
        findings.anchor().orElseThrow().spkiSha256());
  }

  private static List<Reason> reportFaults(EnclaveReport report, Optional<Binding> binding) {
    List<Reason> faults = new ArrayList<>();
    if (binding.filter(expected -> !expected.isIn(report.reportData())).isPresent()) {
      faults.add(
          SgxReason.REPORT_DATA_MISMATCH.because(
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
          enclave(quote)
              .<Parsed<SequencedMap<String, Object>>>map(
                  report -> new Parsed.Accepted<>(IntelFields.of(quote, SgxFields.of(report))))
              .orElseGet(() -> new Parsed.Refused<>(SgxReason.BODY_MISMATCH.plain()));
    };
  }

  /** Appraises signed collateral for SGX, or Intel's certificates, that came without a quote. */
  @Override
  public Optional<Appraisal> verifyCertificates(Collateral certificates, AppraisalContext context) {
    return new CollateralAppraiser(quotes, TrustAnchors.INTEL_SGX).any(certificates, context);
  }
}
