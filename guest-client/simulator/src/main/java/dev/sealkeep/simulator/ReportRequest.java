package dev.sealkeep.simulator;

/**
 * What a guest asks in MSG_REPORT_REQ.
 *
 * @param reportData exactly 64 bytes
 * @param vmpl 0 to 3, at least that of the guest's VMPCK
 * @param keySelection which key signs
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
public record ReportRequest(byte[] reportData, int vmpl, KeySelection keySelection) {
  /** Copies {@code reportData}. */
  public ReportRequest {
    if (reportData.length != ReportField.REPORT_DATA.size()) {
      throw new IllegalArgumentException("report data has 64 bytes, not " + reportData.length);
    }
    reportData = reportData.clone();
  }

  /** A request at VMPL 0 that leaves the choice of the key to the host. */
  public static ReportRequest of(byte[] reportData) {
    return new ReportRequest(reportData, 0, KeySelection.VLEK_IF_LOADED);
  }
}
