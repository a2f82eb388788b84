package dev.sealkeep.agent.device.report;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An attestation report over the data that was asked for. AMD 56860, ATTESTATION_REPORT table.
 *
 * @param report {@value #BYTES} bytes
 * @param certificates the host's certificate table; empty if it gave none
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record SnpReport(byte[] report, byte[] certificates) {
  /** The length of every version of the report. */
  public static final int BYTES = 1184;

  /** The length of REPORT_DATA. */
  public static final int REPORT_DATA_BYTES = 64;

  private static final int GUEST_SVN = 0x4;
  private static final int VMPL = 0x30;
  private static final int REPORT_DATA = 0x50;
  private static final int COMMITTED_TCB = 0x1E0;

  /**
   * Accepts what a device gave for {@code reportData}.
   *
   * @throws DeviceException {@link DeviceFault#REPORT_SIZE} or {@link
   *     DeviceFault#REPORT_DATA_MISMATCH}
   */
  public static SnpReport checked(
      byte[] report, byte[] certificates, byte[] reportData, Path device) throws DeviceException {
    if (report.length != BYTES) {
      throw new DeviceException(
          DeviceFault.REPORT_SIZE, "%s gave %d bytes".formatted(device, report.length));
    }
    if (!Arrays.equals(
        report, REPORT_DATA, REPORT_DATA + REPORT_DATA_BYTES, reportData, 0, REPORT_DATA_BYTES)) {
      throw new DeviceException(DeviceFault.REPORT_DATA_MISMATCH, device.toString());
    }
    return new SnpReport(report, certificates);
  }

  /** What keys may be derived where the report was made. */
  public DerivationLimits limits() {
    ByteBuffer fields = ByteBuffer.wrap(report).order(ByteOrder.LITTLE_ENDIAN);
    return new DerivationLimits(
        TcbVersion.at(report, COMMITTED_TCB), fields.getInt(GUEST_SVN), fields.getInt(VMPL));
  }
}
