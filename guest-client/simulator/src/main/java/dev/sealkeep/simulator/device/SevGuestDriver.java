package dev.sealkeep.simulator.device;

import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The driver of {@code /dev/sev-guest} for one launched guest. Linux
 * drivers/virt/coco/sev-guest/sev-guest.c, include/uapi/linux/sev-guest.h.
 *
 * <p>{@code exitinfo2} is preset to 0xFF in the driver's copy of the caller's structure, and the
 * structure is copied back only if {@code exitinfo2} is not zero at the end: after a success the
 * caller still finds its own value there.
 *
 * <p>Thread-safe; calls are answered one at a time, as the driver does.
 */
public final class SevGuestDriver {
  /** SNP_GET_REPORT. */
  public static final int GET_REPORT = 0xC020_5300;

  /** SNP_GET_DERIVED_KEY. */
  public static final int GET_DERIVED_KEY = 0xC020_5301;

  /** SNP_GET_EXT_REPORT. */
  public static final int GET_EXT_REPORT = 0xC020_5302;

  /** SEV_FW_BLOB_MAX_SIZE, the most that the driver takes for certificates. */
  public static final int MOST_CERTIFICATE_BYTES = 0x4000;

  private static final int EXT_REQUEST_BYTES = 112;
  private static final int CERTS_ADDRESS_OFFSET = 96;
  private static final int CERTS_LENGTH_OFFSET = 104;

  private final int vmpck;
  private final Firmware firmware;

  /**
   * A driver after boot.
   *
   * @param problems is told, in a line, what is wrong with the machine itself
   * @throws IOException if the machine cannot be read
   */
  public SevGuestDriver(RunningGuest guest, FaultPlan faults, Consumer<String> problems)
      throws IOException {
    this.vmpck = guest.guest().configuration().vmpck();
    this.firmware = new Firmware(guest, faults, problems);
  }

  /**
   * One ioctl.
   *
   * @param request the ioctl's number
   * @param argument the address of {@code struct snp_guest_request_ioctl} in {@code memory}
   * @return the error, or empty for a return value of 0
   * @throws IOException if the caller's memory is gone, or a fault ends the simulator
   */
  public synchronized Optional<Errno> ioctl(int request, long argument, UserMemory memory)
      throws IOException {
    Optional<byte[]> struct = memory.read(argument, GuestRequest.BYTES);
    if (struct.isEmpty()) {
      return Optional.of(Errno.EFAULT);
    }
    GuestRequest outer = GuestRequest.parse(struct.get());
    if (outer.messageVersion() == 0) {
      return Optional.of(Errno.EINVAL);
    }
    Outcome outcome = serve(request, outer, memory);
    if (outcome.exitInfo2() != 0) {
      byte[] copy = struct.get();
      SnpMessages.little(copy).putLong(GuestRequest.EXITINFO2_OFFSET, outcome.exitInfo2());
      if (!memory.write(argument, copy)) {
        return Optional.of(Errno.EFAULT);
      }
    }
    return outcome.error();
  }

  /**
   * A report for another part of the kernel, with as many certificates as the driver takes.
   *
   * @param userData 64 bytes
   * @param vmpl the VMPL of the request
   */
  public synchronized SystemCall<KernelReport> report(byte[] userData, int vmpl)
      throws SimulatorGoneException {
    byte[] message = Arrays.copyOf(userData, SnpMessages.REPORT_REQUEST_BYTES);
    SnpMessages.little(message).putInt(userData.length, vmpl);
    Exchange exchange =
        firmware.extendedReport(message, MOST_CERTIFICATE_BYTES / Firmware.PAGE_BYTES);
    if (exchange.error().isPresent()) {
      return SystemCall.failed(exchange.error().get());
    }
    return KernelReport.of(exchange.response(), exchange.certificates());
  }

  /** The VMPCK that the guest's requests use, so the lowest VMPL that it may name. */
  public int vmpck() {
    return vmpck;
  }

  private record Outcome(Optional<Errno> error, long exitInfo2) {
    static Outcome early(Errno errno) {
      return new Outcome(Optional.of(errno), Exchange.NO_FIRMWARE_CALL);
    }

    static Outcome of(Exchange exchange) {
      return new Outcome(exchange.error(), exchange.exitInfo2());
    }

    /** The exchange succeeded, and so does the call if its answer can be delivered. */
    static Outcome delivered(boolean written) {
      return new Outcome(written ? Optional.empty() : Optional.of(Errno.EFAULT), 0);
    }
  }

  private Outcome serve(int request, GuestRequest outer, UserMemory memory) throws IOException {
    return switch (request) {
      case GET_REPORT -> report(outer, memory);
      case GET_DERIVED_KEY -> derivedKey(outer, memory);
      case GET_EXT_REPORT -> extendedReport(outer, memory);
      default -> Outcome.early(Errno.ENOTTY);
    };
  }

  private Outcome report(GuestRequest outer, UserMemory memory) throws IOException {
    SystemCall<byte[]> message = copyIn(outer, SnpMessages.REPORT_REQUEST_BYTES, memory);
    if (!(message instanceof SystemCall.Done<byte[]>(byte[] bytes))) {
      return refused(message);
    }
    Exchange exchange = firmware.report(bytes);
    return exchange.error().isPresent()
        ? Outcome.of(exchange)
        : Outcome.delivered(memory.write(outer.responseAddress(), exchange.response()));
  }

  private Outcome derivedKey(GuestRequest outer, UserMemory memory) throws IOException {
    SystemCall<byte[]> message = copyIn(outer, SnpMessages.KEY_REQUEST_BYTES, memory);
    if (!(message instanceof SystemCall.Done<byte[]>(byte[] bytes))) {
      return refused(message);
    }
    Exchange exchange = firmware.key(outer.messageVersion(), bytes);
    if (exchange.error().isPresent()) {
      return Outcome.of(exchange);
    }
    byte[] response = exchange.response();
    try {
      return Outcome.delivered(memory.write(outer.responseAddress(), response));
    } finally {
      Arrays.fill(response, (byte) 0);
    }
  }

  private Outcome extendedReport(GuestRequest outer, UserMemory memory) throws IOException {
    SystemCall<byte[]> message = copyIn(outer, EXT_REQUEST_BYTES, memory);
    if (!(message instanceof SystemCall.Done<byte[]>(byte[] bytes))) {
      return refused(message);
    }
    long address = SnpMessages.little(bytes).getLong(CERTS_ADDRESS_OFFSET);
    long length = Integer.toUnsignedLong(SnpMessages.little(bytes).getInt(CERTS_LENGTH_OFFSET));
    boolean wanted = address != 0 && length != 0;
    if (wanted && (length > MOST_CERTIFICATE_BYTES || length % Firmware.PAGE_BYTES != 0)) {
      return Outcome.early(Errno.EINVAL);
    }
    int pages = wanted ? (int) length / Firmware.PAGE_BYTES : 0;
    Exchange exchange = firmware.extendedReport(bytes, pages);
    if (exchange.error().isPresent()) {
      return withNeededLength(exchange, bytes, outer, memory);
    }
    byte[] table = Arrays.copyOf(exchange.certificates(), pages * Firmware.PAGE_BYTES);
    return Outcome.delivered(
        (pages == 0 || memory.write(address, table))
            && memory.write(outer.responseAddress(), exchange.response()));
  }

  /** After INVALID_LEN the request says how long the certificate buffer must be. */
  private static Outcome withNeededLength(
      Exchange exchange, byte[] message, GuestRequest outer, UserMemory memory) throws IOException {
    if (exchange.certificatePages() == 0) {
      return Outcome.of(exchange);
    }
    SnpMessages.little(message)
        .putInt(CERTS_LENGTH_OFFSET, exchange.certificatePages() * Firmware.PAGE_BYTES);
    return memory.write(outer.requestAddress(), message)
        ? Outcome.of(exchange)
        : new Outcome(Optional.of(Errno.EFAULT), exchange.exitInfo2());
  }

  private static SystemCall<byte[]> copyIn(GuestRequest outer, int length, UserMemory memory)
      throws IOException {
    if (outer.requestAddress() == 0 || outer.responseAddress() == 0) {
      return SystemCall.failed(Errno.EINVAL);
    }
    return memory
        .read(outer.requestAddress(), length)
        .map(SystemCall::done)
        .orElse(SystemCall.failed(Errno.EFAULT));
  }

  private static Outcome refused(SystemCall<byte[]> message) {
    return switch (message) {
      case SystemCall.Failed<byte[]>(Errno errno) -> Outcome.early(errno);
      case SystemCall.Done<byte[]> _ -> throw new IllegalStateException("nothing was refused");
    };
  }
}
