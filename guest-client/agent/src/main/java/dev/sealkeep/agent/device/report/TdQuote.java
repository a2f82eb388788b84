package dev.sealkeep.agent.device.report;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A TDX quote over the data that was asked for, of version 4 or 5, little-endian. Intel TDX DCAP
 * Quoting Library API, appendix 3.
 *
 * @param quote the quote; what a host filled it up with stays behind it
 */
@SuppressWarnings("ArrayRecordComponent") // a raw blob; never compared by equals
public record TdQuote(byte[] quote) {
  private static final int TEE_TDX = 0x81;
  private static final int TEE_TYPE = 4;
  private static final int HEADER_BYTES = 48;

  /** Of version 5: u16 type and u32 size of the body, which are in front of it. */
  private static final int BODY_DESCRIPTOR_BYTES = 6;

  private static final int BODY_BYTES = 584;
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
        body(quote)
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

  /** Where the TD report begins; empty if the bytes are no whole quote of a TD. */
  private static Optional<Integer> body(byte[] quote) {
    if (quote.length < HEADER_BYTES + BODY_DESCRIPTOR_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(quote).order(ByteOrder.LITTLE_ENDIAN);
    int version = Short.toUnsignedInt(bytes.getShort(0));
    int start = version == 5 ? HEADER_BYTES + BODY_DESCRIPTOR_BYTES : HEADER_BYTES;
    long size =
        version == 5
            ? Integer.toUnsignedLong(bytes.getInt(HEADER_BYTES + Short.BYTES))
            : BODY_BYTES;
    boolean known = (version == 4 || version == 5) && bytes.getInt(TEE_TYPE) == TEE_TDX;
    long signature = start + size;
    if (!known || size < BODY_BYTES || signature + Integer.BYTES > quote.length) {
      return Optional.empty();
    }
    long end = signature + Integer.BYTES + Integer.toUnsignedLong(bytes.getInt((int) signature));
    return end <= quote.length ? Optional.of(start) : Optional.empty();
  }
}
