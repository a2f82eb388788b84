package dev.sealkeep.agent.device.sevguest;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.fault.FirmwareStatus;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import java.nio.file.Path;

/**
 * One request and its response in native memory, which is zero before and wiped after.
 *
 * <p>{@code struct snp_guest_request_ioctl}, 32 bytes, little-endian: msg_version u8 @0, padding,
 * req_data @8, resp_data @16, exitinfo2 @24 (the firmware's code in the low half, the hypervisor's
 * in the high half). A response begins with STATUS u32 @0.
 */
final class Exchange implements AutoCloseable {
  /** Later versions carry what the kernel's fixed structures cannot. */
  private static final byte MESSAGE_VERSION = 1;

  private static final int ARGUMENT_BYTES = 32;
  private static final int EXIT_INFO = 24;
  private static final int RESPONSE_HEADER_BYTES = 32;

  /** SEV_RET_NO_FW_CALL, which the driver puts in before it calls anything. */
  private static final int NO_FIRMWARE_CALL = 0xFF;

  /** The same in kernels whose header has it as -1. */
  private static final int NO_FIRMWARE_CALL_SIGNED = -1;

  /** GHCB 2.03, 4.1.8.1: the certificate buffer is too small. */
  private static final int INVALID_LENGTH = 1;

  /** GHCB 2.03, 4.1.8.1: the hypervisor has no time. */
  private static final int BUSY = 2;

  private final Command command;
  private final Memory argument = zeroed(ARGUMENT_BYTES);
  private final Memory request;
  private final Memory response;

  Exchange(Command command, int requestBytes, int responseBytes) {
    this.command = command;
    this.request = zeroed(requestBytes);
    this.response = zeroed(responseBytes);
  }

  static Memory zeroed(int bytes) {
    Memory memory = new Memory(bytes);
    memory.clear();
    return memory;
  }

  /** Where the request is written before it is sent. */
  Pointer request() {
    return request;
  }

  /** Bytes of the response after its 32-byte header. */
  byte[] payload(int length) {
    return response.getByteArray(RESPONSE_HEADER_BYTES, length);
  }

  /** REPORT_SIZE of a report's response, at 4. */
  int reportSize() {
    return response.getInt(4);
  }

  /**
   * Sends the request, once.
   *
   * @throws DeviceException if the driver, the hypervisor or the firmware does not carry it out
   */
  void send(Descriptor device, Path path) throws DeviceException {
    argument.setByte(0, MESSAGE_VERSION);
    argument.setLong(8, Pointer.nativeValue(request));
    argument.setLong(16, Pointer.nativeValue(response));
    // The driver writes this back only when it is not zero in the end.
    argument.setLong(EXIT_INFO, 0);
    int result = device.calls().ioctl(device.number(), command.number(), argument);
    if (result < 0) {
      throw failure(result, path);
    }
    // The call succeeds although the firmware said no.
    int status = response.getInt(0);
    if (status != FirmwareStatus.SUCCESS) {
      throw new DeviceException(
          FirmwareStatus.fault(status), "%s on %s: status 0x%x".formatted(command, path, status));
    }
  }

  private DeviceException failure(int result, Path path) {
    int firmware = argument.getInt(EXIT_INFO);
    int hypervisor = argument.getInt(EXIT_INFO + 4L);
    boolean called = firmware != NO_FIRMWARE_CALL && firmware != NO_FIRMWARE_CALL_SIGNED;
    return new DeviceException(
        called ? fault(Errno.of(result), firmware, hypervisor) : fault(Errno.of(result), 0, 0),
        "%s on %s: %s, firmware 0x%x, hypervisor 0x%x"
            .formatted(command, path, Errno.display(result), firmware, hypervisor));
  }

  private static DeviceFault fault(Errno errno, int firmware, int hypervisor) {
    return switch (errno) {
      case EIO, ENOSPC -> exchangeFault(firmware, hypervisor);
      case ENOTTY -> DeviceFault.VMPCK_DISABLED;
      case EINVAL -> DeviceFault.REQUEST_INVALID;
      case EFAULT -> DeviceFault.REQUEST_ADDRESS;
      case EBADMSG -> DeviceFault.RESPONSE_UNAUTHENTIC;
      case ETIMEDOUT -> DeviceFault.VMM_TIMEOUT;
      case EBUSY, EAGAIN -> DeviceFault.VMM_BUSY;
      case ENOENT, ENXIO, ENODEV -> DeviceFault.DEVICE_ABSENT;
      case EPERM, EACCES -> DeviceFault.DEVICE_PERMISSION;
      case ENOMEM, ENFILE, EMFILE -> DeviceFault.SYSTEM_RESOURCES;
      case EINTR -> DeviceFault.DEVICE_INTERRUPTED;
      case EEXIST, ENOTDIR, EISDIR, EFBIG, EROFS, OTHER -> DeviceFault.SYSTEM_ERROR;
    };
  }

  private static DeviceFault exchangeFault(int firmware, int hypervisor) {
    return switch (hypervisor) {
      case 0 ->
          firmware == FirmwareStatus.SUCCESS
              ? DeviceFault.DEVICE_IO
              : FirmwareStatus.fault(firmware);
      case INVALID_LENGTH -> DeviceFault.VMM_INVALID_LENGTH;
      case BUSY -> DeviceFault.VMM_BUSY;
      default -> DeviceFault.VMM_UNKNOWN;
    };
  }

  /** Zeroes all that was sent and received. */
  void wipe() {
    argument.clear();
    request.clear();
    response.clear();
  }

  @Override
  public void close() {
    wipe();
    argument.close();
    request.close();
    response.close();
  }
}
