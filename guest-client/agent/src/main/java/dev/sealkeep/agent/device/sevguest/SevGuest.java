package dev.sealkeep.agent.device.sevguest;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.SnpReport;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The device. Each call opens it, exchanges one message with the firmware, and closes it.
 *
 * @param calls the kernel
 * @param path the device's path
 */
public record SevGuest(SystemCalls calls, Path path) {
  /** The length of a derived key. */
  public static final int KEY_BYTES = 32;

  private static final int REPORT_REQUEST_BYTES = 96;
  private static final int EXTENDED_REQUEST_BYTES = 112;
  private static final int REPORT_RESPONSE_BYTES = 4000;
  private static final int KEY_RESPONSE_BYTES = 64;
  private static final int CERTIFICATES_ADDRESS = 96;
  private static final int CERTIFICATES_LENGTH = 104;
  private static final int PAGE_BYTES = 4096;
  private static final int EXTENDED_ATTEMPTS = 2;

  /** SEV_FW_BLOB_MAX_SIZE: the driver takes no larger buffer for certificates. */
  private static final int CERTIFICATES_BYTES = 4 * PAGE_BYTES;

  /**
   * Obtains a report at VMPL 0 and the host's certificate table.
   *
   * <p>The buffer for the table is the largest that the driver takes, so that in the ordinary case
   * nothing fails. If the hypervisor asks for more, and that fits after all, it is asked once more;
   * else the table is left out: the report alone is evidence too. The driver repairs its sequence
   * of messages after a buffer that was too small, and after no other failure, so that no other one
   * is followed by a message.
   *
   * @param reportData exactly 64 bytes
   */
  public SnpReport report(byte[] reportData) throws DeviceException {
    try (Descriptor device = open();
        Exchange exchange =
            new Exchange(
                Command.SNP_GET_EXT_REPORT, EXTENDED_REQUEST_BYTES, REPORT_RESPONSE_BYTES);
        Memory room = Exchange.zeroed(CERTIFICATES_BYTES + PAGE_BYTES)) {
      Pointer certificates = room.align(PAGE_BYTES);
      exchange.request().write(0, reportData, 0, SnpReport.REPORT_DATA_BYTES);
      exchange.request().setLong(CERTIFICATES_ADDRESS, Pointer.nativeValue(certificates));
      for (int attempt = 0; attempt < EXTENDED_ATTEMPTS; attempt++) {
        exchange.request().setInt(CERTIFICATES_LENGTH, CERTIFICATES_BYTES);
        if (fitted(exchange, device)) {
          byte[] table = certificates.getByteArray(0, CERTIFICATES_BYTES);
          return checked(exchange, isZero(table) ? new byte[0] : table, reportData);
        }
        int wanted = exchange.request().getInt(CERTIFICATES_LENGTH);
        if (wanted <= 0 || wanted > CERTIFICATES_BYTES) {
          break;
        }
      }
      return plainReport(device, reportData);
    }
  }

  /** Whether the certificates had room; every other failure is thrown. */
  private boolean fitted(Exchange exchange, Descriptor device) throws DeviceException {
    try {
      exchange.send(device, path);
      return true;
    } catch (DeviceException failed) {
      if (failed.problem().fault() == DeviceFault.VMM_INVALID_LENGTH) {
        return false;
      }
      throw failed;
    }
  }

  private SnpReport plainReport(Descriptor device, byte[] reportData) throws DeviceException {
    try (Exchange exchange =
        new Exchange(Command.SNP_GET_REPORT, REPORT_REQUEST_BYTES, REPORT_RESPONSE_BYTES)) {
      exchange.request().write(0, reportData, 0, SnpReport.REPORT_DATA_BYTES);
      exchange.send(device, path);
      return checked(exchange, new byte[0], reportData);
    }
  }

  private SnpReport checked(Exchange exchange, byte[] certificates, byte[] reportData)
      throws DeviceException {
    if (exchange.reportSize() != SnpReport.BYTES) {
      throw new DeviceException(
          DeviceFault.REPORT_SIZE,
          "%s gave %s bytes".formatted(path, Integer.toUnsignedString(exchange.reportSize())));
    }
    return SnpReport.checked(exchange.payload(SnpReport.BYTES), certificates, reportData, path);
  }

  /**
   * Derives a key of {@value #KEY_BYTES} bytes, which the caller closes.
   *
   * @throws DeviceException {@link DeviceFault#KEY_FIELD_UNSUPPORTED} before anything is sent
   */
  public SecretBytes derivedKey(KeyRequest request) throws DeviceException {
    if (!request.expressible()) {
      throw new DeviceException(
          DeviceFault.KEY_FIELD_UNSUPPORTED, GuestField.LAUNCH_MIT_VECTOR.spelling());
    }
    try (Descriptor device = open();
        Exchange exchange =
            new Exchange(Command.SNP_GET_DERIVED_KEY, KeyRequest.BYTES, KEY_RESPONSE_BYTES)) {
      request.encode(exchange.request());
      exchange.send(device, path);
      byte[] key = exchange.payload(KEY_BYTES);
      if (isZero(key)) {
        throw new DeviceException(DeviceFault.KEY_ZERO, path.toString());
      }
      return SecretBytes.owning(key);
    }
  }

  private Descriptor open() throws DeviceException {
    return Descriptor.open(calls, path, SystemCalls.READ_WRITE);
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
