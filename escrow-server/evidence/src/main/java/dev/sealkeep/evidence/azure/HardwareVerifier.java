package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.snp.SnpReport;
import dev.sealkeep.evidence.snp.SnpVerifier;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Asks the verifier of the hardware about the hardware report in an HCL report, and checks that it
 * binds the runtime data and was made where the paravisor runs.
 */
final class HardwareVerifier {
  private static final String SNP = "snp.";
  private static final String TDX = "tdx.";

  private final SnpVerifier snp;
  private final Optional<EvidenceVerifier> tdx;

  HardwareVerifier(SnpVerifier snp, Optional<EvidenceVerifier> tdx) {
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
      case TDX ->
          tdx.flatMap(verifier -> evidence.tdQuote().map(q -> verifier.needs(Evidence.of(q))))
              .orElse(List.of());
    };
  }

  /** The verdict on the hardware. */
  HardwareAppraisal appraise(HclReport report, AzureEvidence evidence, AppraisalContext context) {
    return switch (report.hardware()) {
      case SNP -> snp(report, evidence, context);
      case TDX -> tdx(report, evidence, context);
    };
  }

  private static Evidence snpEvidence(HclReport report, AzureEvidence evidence) {
    return new Evidence(report.hardwareReport(), evidence.auxiliary(), List.of());
  }

  private HardwareAppraisal snp(
      HclReport report, AzureEvidence evidence, AppraisalContext context) {
    List<Reason> objections = new ArrayList<>();
    boolean bound = false;
    if (SnpReport.parse(report.hardwareReport())
        instanceof Parsed.Accepted<SnpReport>(SnpReport read)) {
      bound = MessageDigest.isEqual(report.expectedReportData(), read.reportData());
      if (!bound) {
        objections.add(mismatch(report, read.reportData()));
      }
      if (read.vmpl() != 0) {
        objections.add(
            AzureReason.VMPL_NOT_ZERO.because(
                "The SNP report was made at VMPL " + read.vmpl() + "."));
      }
    }
    Appraisal verdict =
        snp.verify(snpEvidence(report, evidence), within(context, Optional.empty()));
    return new HardwareAppraisal(SNP, Optional.of(verdict), objections, bound, Optional.empty());
  }

  /**
   * The TDX verifier gets the hash of the runtime data as what the quote has to bind, so that the
   * report data that counts is the one in the quote as that verifier reads it.
   */
  private HardwareAppraisal tdx(
      HclReport report, AzureEvidence evidence, AppraisalContext context) {
    TdReport tdReport = new TdReport(report.hardwareReport());
    List<Reason> objections = new ArrayList<>();
    if (!tdReport.isTd()) {
      objections.add(AzureReason.TDREPORT_MALFORMED.plain());
    }
    boolean bound = MessageDigest.isEqual(report.expectedReportData(), tdReport.reportData());
    if (!bound) {
      objections.add(mismatch(report, tdReport.reportData()));
    }
    Optional<byte[]> quote = evidence.tdQuote();
    if (quote.isEmpty()) {
      objections.add(AzureReason.TD_QUOTE_MISSING.plain());
    }
    quote.flatMap(q -> difference(tdReport, q)).ifPresent(objections::add);
    if (tdx.isEmpty()) {
      objections.add(AzureReason.TDX_UNSUPPORTED.plain());
    }
    Binding binding = new Binding.Exact(report.expectedReportData());
    Optional<Appraisal> verdict =
        tdx.flatMap(
            verifier ->
                quote.map(
                    q ->
                        verifier.verify(
                            new Evidence(q, evidence.auxiliary(), List.of()),
                            within(context, Optional.of(binding)))));
    return new HardwareAppraisal(
        TDX, verdict, objections, bound, quote.map(tdReport::hasReportDataOf));
  }

  private static Optional<Reason> difference(TdReport tdReport, byte[] quote) {
    return tdReport.hasReportDataOf(quote)
        ? tdReport
            .differenceFrom(quote)
            .map(f -> AzureReason.TD_QUOTE_MISMATCH.because("They differ in " + f + "."))
        : Optional.of(AzureReason.TD_QUOTE_MISMATCH.because("They differ in report_data."));
  }

  private static AppraisalContext within(AppraisalContext context, Optional<Binding> binding) {
    return new AppraisalContext(context.collateral(), context.at(), binding);
  }

  private static Reason mismatch(HclReport report, byte[] reportData) {
    HexFormat hex = HexFormat.of();
    return AzureReason.RUNTIME_DATA_MISMATCH.because(
        "The runtime data hashes to "
            + hex.formatHex(report.runtimeDigest())
            + ", the report data is "
            + hex.formatHex(reportData)
            + ".");
  }
}
