package dev.sealkeep.evidence.vtpm;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.ReasonCode;
import dev.sealkeep.evidence.snp.SnpReport;
import dev.sealkeep.evidence.snp.SnpVerifier;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An SNP report that software at VMPL 0 made over a digest of its own choice. The guest below it
 * cannot ask for such a report (AMD 56860, MSG_REPORT_REQ), so the digest is that software's word;
 * which software it is only the launch measurement says.
 *
 * @param report as {@link SnpVerifier} takes it
 * @param reportData the 64 bytes that REPORT_DATA has to be
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record PrivilegedReport(Evidence report, byte[] reportData) {
  private static final String PREFIX = "snp.";

  /**
   * The verdict on the report.
   *
   * @param unbound the reason if REPORT_DATA is something else
   * @param unprivileged the reason if the VMPL is not 0
   */
  public HardwareAppraisal appraise(
      SnpVerifier snp, AppraisalContext context, ReasonCode unbound, ReasonCode unprivileged) {
    List<Reason> objections = new ArrayList<>();
    boolean bound = false;
    if (SnpReport.parse(report.blob()) instanceof Parsed.Accepted<SnpReport>(SnpReport read)) {
      bound = MessageDigest.isEqual(reportData, read.reportData());
      if (!bound) {
        objections.add(mismatch(unbound, read.reportData()));
      }
      if (read.vmpl() != 0) {
        objections.add(
            unprivileged.because("The SNP report was made at VMPL " + read.vmpl() + "."));
      }
    }
    Appraisal verdict =
        snp.verify(
            report, new AppraisalContext(context.collateral(), context.at(), Optional.empty()));
    return new HardwareAppraisal(PREFIX, Optional.of(verdict), objections, bound);
  }

  private Reason mismatch(ReasonCode unbound, byte[] found) {
    HexFormat hex = HexFormat.of();
    return unbound.because(
        "The report data is "
            + hex.formatHex(found)
            + ", expected was "
            + hex.formatHex(reportData)
            + ".");
  }
}
