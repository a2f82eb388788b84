package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Reason;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a report says that makes it worthless, whoever signed it (AMD 56860, ATTESTATION_REPORT and
 * POLICY tables). Reserved bits of PLATFORM_INFO and of POLICY above bit 25 are left alone, because
 * newer firmware gives them a meaning.
 */
final class ReportChecks {
  private static final int ECDSA_P384_SHA384 = 1;
  private static final int MAX_VMPL = 3;

  private final SnpReport report;
  private final List<Reason> reasons = new ArrayList<>();

  private ReportChecks(SnpReport report) {
    this.report = report;
  }

  /** Every objection to the report itself, without any certificate. */
  static List<Reason> of(SnpReport report, Optional<Binding> binding) {
    ReportChecks checks = new ReportChecks(report);
    checks.checkRequest();
    checks.checkKeyInfo(report.keyInfo());
    checks.checkProduct();
    binding.ifPresent(checks::checkReportData);
    return List.copyOf(checks.reasons);
  }

  private void checkRequest() {
    if (report.signatureAlgorithm() != ECDSA_P384_SHA384) {
      reasons.add(SnpReason.REPORT_ALGORITHM_UNSUPPORTED.plain());
    }
    if (!report.policy().reservedOneIsSet()) {
      reasons.add(SnpReason.REPORT_POLICY_INVALID.plain());
    }
    if (report.vmpl() == SnpReport.VMPL_HOST) {
      reasons.add(SnpReason.REPORT_REQUESTED_BY_HOST.plain());
    } else if (report.vmpl() > MAX_VMPL) {
      reasons.add(
          SnpReason.REPORT_VMPL_INVALID.because("VMPL is " + report.vmpl() + ", not 0 to 3."));
    }
  }

  private void checkKeyInfo(KeyInfo keyInfo) {
    if (!keyInfo.reservedBitsAreZero()) {
      reasons.add(SnpReason.REPORT_KEY_INFO_INVALID.plain());
    }
    if (keyInfo.chipKeyMasked()) {
      reasons.add(SnpReason.REPORT_CHIP_KEY_MASKED.plain());
    }
    if (keyInfo.signingKeyNumber() == KeyInfo.SIGNING_KEY_NONE) {
      reasons.add(SnpReason.REPORT_UNSIGNED.plain());
    } else if (keyInfo.signingKey().isEmpty()) {
      reasons.add(
          SnpReason.REPORT_SIGNING_KEY_RESERVED.because(
              "SIGNING_KEY is " + keyInfo.signingKeyNumber() + "; 0 is a VCEK and 1 a VLEK."));
    }
  }

  private void checkProduct() {
    report
        .cpuid()
        .filter(c -> Product.ofCpuid(c.family(), c.model()).isEmpty())
        .ifPresent(
            c ->
                reasons.add(
                    SnpReason.PRODUCT_UNSUPPORTED.because(
                        "CPUID family, model and stepping "
                            + c.hex()
                            + " are none of Milan, Genoa and Turin.")));
  }

  private void checkReportData(Binding expected) {
    if (!expected.isIn(report.reportData())) {
      reasons.add(
          SnpReason.REPORT_DATA_MISMATCH.because(
              "The report data is "
                  + HexFormat.of().formatHex(report.reportData())
                  + ", expected was "
                  + expected
                  + "."));
    }
  }
}
