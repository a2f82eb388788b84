package dev.sealkeep.agent.device.azure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The TDREPORT_STRUCT in a paravisor's report, which it made for its own platform (Intel TDX module
 * ABI). docs/reference/evidence-azure-vtpm.md.
 *
 * @param bytes {@value #BYTES} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // a raw blob; never compared by equals
public record TdReport(byte[] bytes) {
  /** The size of a TDREPORT. */
  public static final int BYTES = 1024;

  private static final int MAGIC = 0x414C_4348;
  private static final int HARDWARE_REPORT = 0x20;
  private static final int HARDWARE = 0x4C8;
  private static final int TDX = 4;
  private static final int REPORT_DATA = 128;
  private static final int REPORT_DATA_BYTES = 64;

  /**
   * Finds it; empty where the paravisor runs on other hardware, or the bytes are no such report.
   */
  public static Optional<TdReport> in(byte[] paravisorReport) {
    if (paravisorReport.length < HARDWARE + Integer.BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(paravisorReport).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.getInt(0) == MAGIC && bytes.getInt(HARDWARE) == TDX
        ? Optional.of(
            new TdReport(
                Arrays.copyOfRange(paravisorReport, HARDWARE_REPORT, HARDWARE_REPORT + BYTES)))
        : Optional.empty();
  }

  /** REPORTDATA, 64 bytes. */
  public byte[] reportData() {
    return Arrays.copyOfRange(bytes, REPORT_DATA, REPORT_DATA + REPORT_DATA_BYTES);
  }
}
