package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.PrivilegedReport;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Asks the verifier of the hardware about the hardware report in an HCL report, and checks that it
 * binds the runtime data and was made where the paravisor runs.
 */
final class HardwareVerifier {
  private static final String TDX = "tdx.";

  private final SnpVerifier snp;
  private final EvidenceVerifier tdx;

  HardwareVerifier(SnpVerifier snp, EvidenceVerifier tdx) {
    this.snp = snp;
    this.tdx = tdx;
  }

  /** Whether a blob belongs beside a hardware report. */
  boolean isAuxiliary(byte[] blob) {
    return snp.role(blob) == EvidenceVerifier.Role.AUXILIARY;
  }

  /** The collateral that the hardware's verifier needs. */
  List<CollateralId> needs(HclReport report, AzureEvidence evidence) {
    return switch (report.hardware()) {
      case SNP -> snp.needs(snpEvidence(report, evidence));
      case TDX -> evidence.tdQuote().map(q -> tdx.needs(Evidence.of(q))).orElse(List.of());
    };
  }

  /** What the hardware evidence says, without any verdict: {@code snp} or {@code td_quote}. */
  SequencedMap<String, Object> show(HclReport report, AzureEvidence evidence) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    Optional<Parsed<SequencedMap<String, Object>>> shown =
        switch (report.hardware()) {
          case SNP -> Optional.of(snp.show(snpEvidence(report, evidence)));
          case TDX -> evidence.tdQuote().map(q -> tdx.show(Evidence.of(q)));
        };
    if (shown.orElse(null) instanceof Parsed.Accepted<SequencedMap<String, Object>>(var read)) {
      fields.put(report.hardware() == HclReport.Hardware.SNP ? "snp" : "td_quote", read);
    }
    return fields;
  }

  /** The verdict on the hardware. */
  HardwareAppraisal appraise(HclReport report, AzureEvidence evidence, AppraisalContext context) {
    return switch (report.hardware()) {
      case SNP ->
          new PrivilegedReport(snpEvidence(report, evidence), report.expectedReportData())
              .appraise(snp, context, AzureReason.RUNTIME_DATA_MISMATCH, AzureReason.VMPL_NOT_ZERO);
      case TDX -> tdx(report, evidence, context);
    };
  }

  private static Evidence snpEvidence(HclReport report, AzureEvidence evidence) {
    return new Evidence(report.hardwareReport(), evidence.auxiliary(), List.of());
  }

  /**
   * The TDX verifier gets the hash of the runtime data as what the quote has to bind, so that the
   * report data that counts is the one in the quote as that verifier reads it.
   */
  private HardwareAppraisal tdx(
      HclReport report, AzureEvidence evidence, AppraisalContext context) {
    TdReportStruct tdReport = new TdReportStruct(report.hardwareReport());
    List<Reason> objections = new ArrayList<>();
    if (!tdReport.isTd()) {
      objections.add(AzureReason.TDREPORT_MALFORMED.plain());
    }
    boolean bound = MessageDigest.isEqual(report.expectedReportData(), tdReport.reportData());
    if (!bound) {
      objections.add(AzureReason.RUNTIME_DATA_MISMATCH.plain());
    }
    Optional<byte[]> quote = evidence.tdQuote();
    if (quote.isEmpty()) {
      objections.add(AzureReason.TD_QUOTE_MISSING.plain());
    }
    quote.flatMap(q -> difference(tdReport, q)).ifPresent(objections::add);
    Binding binding = new Binding.Exact(report.expectedReportData());
    Optional<Appraisal> verdict =
        quote.map(
            q ->
                tdx.verify(
                    new Evidence(q, evidence.auxiliary(), List.of()),
                    new AppraisalContext(
                        context.collateral(), context.at(), Optional.of(binding))));
    return new HardwareAppraisal(TDX, verdict, objections, bound);
  }

  private static Optional<Reason> difference(TdReportStruct tdReport, byte[] quote) {
    return tdReport.hasReportDataOf(quote)
        ? tdReport
            .differenceFrom(quote)
            .map(f -> AzureReason.TD_QUOTE_MISMATCH.because("They differ in " + f + "."))
        : Optional.of(AzureReason.TD_QUOTE_MISMATCH.because("They differ in report_data."));
  }
}
