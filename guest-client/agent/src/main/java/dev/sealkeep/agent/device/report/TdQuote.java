package dev.sealkeep.agent.device.report;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A TDX quote over the data that was asked for, of version 4 or 5, little-endian. Intel TDX DCAP
 * Quoting Library API, appendix 3.
 *
 * @param quote the quote; what a host filled it up with stays behind it
 */
@SuppressWarnings("ArrayRecordComponent") // a raw blob; never compared by equals
public record TdQuote(byte[] quote) {
  private static final int REPORT_DATA = 520;
  private static final int REPORT_DATA_BYTES = 64;

  /**
   * Accepts what a device gave for {@code reportData}.
   *
   * @throws DeviceException {@link DeviceFault#QUOTE_MALFORMED} or {@link
   *     DeviceFault#REPORT_DATA_MISMATCH}
   */
  public static TdQuote checked(byte[] quote, byte[] reportData, Path device)
      throws DeviceException {
    int body =
        QuoteLayout.TDX
            .body(quote)
            .orElseThrow(
                () ->
                    new DeviceException(
                        DeviceFault.QUOTE_MALFORMED,
                        "%s gave %d bytes".formatted(device, quote.length)));
    int from = body + REPORT_DATA;
    if (!Arrays.equals(quote, from, from + REPORT_DATA_BYTES, reportData, 0, REPORT_DATA_BYTES)) {
      throw new DeviceException(DeviceFault.REPORT_DATA_MISMATCH, device.toString());
    }
    return new TdQuote(quote);
  }
}
