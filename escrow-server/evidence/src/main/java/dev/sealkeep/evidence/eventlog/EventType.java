package dev.sealkeep.evidence.eventlog;

import java.util.Optional;

/** Event types (TCG PC Client Platform Firmware Profile 1.06, section 10.4.1). */
@SuppressWarnings("MissingJavadoc") // the names are the specification's
public enum EventType {
  EV_PREBOOT_CERT(0x00),
  EV_POST_CODE(0x01),
  EV_UNUSED(0x02),
  EV_NO_ACTION(0x03),
  EV_SEPARATOR(0x04),
  EV_ACTION(0x05),
  EV_EVENT_TAG(0x06),
  EV_S_CRTM_CONTENTS(0x07),
  EV_S_CRTM_VERSION(0x08),
  EV_CPU_MICROCODE(0x09),
  EV_PLATFORM_CONFIG_FLAGS(0x0A),
  EV_TABLE_OF_DEVICES(0x0B),
  EV_COMPACT_HASH(0x0C),
  EV_IPL(0x0D),
  EV_IPL_PARTITION_DATA(0x0E),
  EV_NONHOST_CODE(0x0F),
  EV_NONHOST_CONFIG(0x10),
  EV_NONHOST_INFO(0x11),
  EV_OMIT_BOOT_DEVICE_EVENTS(0x12),
  EV_POST_CODE2(0x13),
  EV_EFI_EVENT_BASE(0x80000000L),
  EV_EFI_VARIABLE_DRIVER_CONFIG(0x80000001L),
  EV_EFI_VARIABLE_BOOT(0x80000002L),
  EV_EFI_BOOT_SERVICES_APPLICATION(0x80000003L),
  EV_EFI_BOOT_SERVICES_DRIVER(0x80000004L),
  EV_EFI_RUNTIME_SERVICES_DRIVER(0x80000005L),
  EV_EFI_GPT_EVENT(0x80000006L),
  EV_EFI_ACTION(0x80000007L),
  EV_EFI_PLATFORM_FIRMWARE_BLOB(0x80000008L),
  EV_EFI_HANDOFF_TABLES(0x80000009L),
  EV_EFI_PLATFORM_FIRMWARE_BLOB2(0x8000000AL),
  EV_EFI_HANDOFF_TABLES2(0x8000000BL),
  EV_EFI_VARIABLE_BOOT2(0x8000000CL),
  EV_EFI_GPT_EVENT2(0x8000000DL),
  EV_EFI_HCRTM_EVENT(0x80000010L),
  EV_EFI_VARIABLE_AUTHORITY(0x800000E0L),
  EV_EFI_SPDM_FIRMWARE_BLOB(0x800000E1L),
  EV_EFI_SPDM_FIRMWARE_CONFIG(0x800000E2L);

  private final long id;

  EventType(long id) {
    this.id = id;
  }

  /** The number in a log. */
  public long id() {
    return id;
  }

  /** The type of a number; empty for one that the profile does not define. */
  public static Optional<EventType> ofId(long id) {
    for (EventType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
