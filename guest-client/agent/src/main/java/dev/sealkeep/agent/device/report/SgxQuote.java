package dev.sealkeep.agent.device.report;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An SGX quote over the data that was asked for, of version 3, 4 or 5, little-endian. Intel SGX
 * ECDSA QuoteLibReference DCAP API, appendix A.
 *
 * @param quote the quote; what is behind it stays
 */
@SuppressWarnings("ArrayRecordComponent") // a raw blob; never compared by equals
public record SgxQuote(byte[] quote) {
  private static final int REPORT_DATA = 320;
  private static final int REPORT_DATA_BYTES = 64;

  /**
   * Accepts what an enclave gave for {@code reportData}.
   *
   * @throws DeviceException {@link DeviceFault#SGX_QUOTE_MALFORMED} or {@link
   *     DeviceFault#REPORT_DATA_MISMATCH}
   */
  public static SgxQuote checked(byte[] quote, byte[] reportData, Path device)
      throws DeviceException {
    int body =
        QuoteLayout.SGX
            .body(quote)
            .orElseThrow(
                () ->
                    new DeviceException(
                        DeviceFault.SGX_QUOTE_MALFORMED,
                        "%s gave %d bytes".formatted(device, quote.length)));
    int from = body + REPORT_DATA;
    if (!Arrays.equals(quote, from, from + REPORT_DATA_BYTES, reportData, 0, REPORT_DATA_BYTES)) {
      throw new DeviceException(DeviceFault.REPORT_DATA_MISMATCH, device.toString());
    }
    return new SgxQuote(quote);
  }
}
