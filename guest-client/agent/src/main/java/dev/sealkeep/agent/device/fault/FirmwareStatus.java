package dev.sealkeep.agent.device.fault;

/**
 * The status codes of the SEV firmware (AMD 56860, status codes; Linux, uapi/linux/psp-sev.h), both
 * as the low half of {@code exitinfo2} and as STATUS of a response.
 */
public final class FirmwareStatus {
  /** The request was carried out. */
  public static final int SUCCESS = 0;

  private FirmwareStatus() {}

  /** The fault of a status other than {@link #SUCCESS}. */
  public static DeviceFault fault(int status) {
    return switch (status) {
      case 0x01 -> DeviceFault.FIRMWARE_INVALID_PLATFORM_STATE;
      case 0x02 -> DeviceFault.FIRMWARE_INVALID_GUEST_STATE;
      case 0x04 -> DeviceFault.FIRMWARE_INVALID_LENGTH;
      case 0x07 -> DeviceFault.FIRMWARE_POLICY_FAILURE;
      case 0x08 -> DeviceFault.FIRMWARE_INACTIVE;
      case 0x09 -> DeviceFault.FIRMWARE_INVALID_ADDRESS;
      case 0x11 -> DeviceFault.FIRMWARE_INVALID_COMMAND;
      case 0x13 -> DeviceFault.FIRMWARE_HARDWARE_PLATFORM;
      case 0x14 -> DeviceFault.FIRMWARE_HARDWARE_UNSAFE;
      case 0x15 -> DeviceFault.FIRMWARE_UNSUPPORTED;
      case 0x16 -> DeviceFault.FIRMWARE_INVALID_PARAMETER;
      case 0x17 -> DeviceFault.FIRMWARE_RESOURCE_LIMIT;
      case 0x18 -> DeviceFault.FIRMWARE_SECURE_DATA_INVALID;
      case 0x19 -> DeviceFault.FIRMWARE_INVALID_PAGE_SIZE;
      case 0x1A -> DeviceFault.FIRMWARE_INVALID_PAGE_STATE;
      case 0x1B -> DeviceFault.FIRMWARE_INVALID_METADATA_ENTRY;
      case 0x1C -> DeviceFault.FIRMWARE_INVALID_PAGE_OWNER;
      case 0x1D -> DeviceFault.FIRMWARE_AEAD_OVERFLOW;
      case 0x27 -> DeviceFault.FIRMWARE_INVALID_KEY;
      default -> DeviceFault.FIRMWARE_UNKNOWN;
    };
  }
}
