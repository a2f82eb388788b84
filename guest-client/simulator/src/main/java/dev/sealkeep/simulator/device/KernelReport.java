package dev.sealkeep.simulator.device;

import dev.sealkeep.simulator.KeyResponse;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.Arrays;

/**
 * A report as the driver gives it to configfs-tsm.
 *
 * @param report the report without the response's header; 1184 bytes unless a fault says otherwise
 * @param certificates the host's certificate table, or none
 * @param manifest what an SVSM says of its services, or none
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record KernelReport(byte[] report, byte[] certificates, byte[] manifest) {
  private static final byte[] NOTHING = {};

  /** A report without a manifest. */
  public KernelReport(byte[] report, byte[] certificates) {
    this(report, certificates, NOTHING);
  }

  /** Reads MSG_REPORT_RSP as {@code sev_report_new} of the driver does. */
  static SystemCall<KernelReport> of(byte[] response, byte[] certificates) {
    int status = SnpMessages.little(response).getInt(0);
    int size = SnpMessages.little(response).getInt(SnpMessages.REPORT_SIZE_OFFSET);
    return switch (status) {
      case KeyResponse.SUCCESS ->
          size > response.length - SnpMessages.REPORT_OFFSET
              ? SystemCall.failed(Errno.ENOMEM)
              : SystemCall.done(
                  new KernelReport(
                      Arrays.copyOfRange(
                          response, SnpMessages.REPORT_OFFSET, SnpMessages.REPORT_OFFSET + size),
                      certificates));
      case KeyResponse.INVALID_PARAMETER, KeyResponse.INVALID_KEY ->
          SystemCall.failed(Errno.EINVAL);
      default -> SystemCall.failed(Errno.ENXIO);
    };
  }
}
