package dev.sealkeep.agent.measurement;

/** Why no measurement can be computed of a firmware image. */
public enum FirmwareFault {
  /** Its size is none of a firmware. */
  SIZE("the firmware is no whole number of 4096-byte pages, or longer than 16 MiB"),
  /** It has no table of GUIDs 32 bytes before its end. */
  NO_TABLE("the firmware has no table of GUIDs at its end; give the code image of an OVMF build"),
  /** The table does not say where other virtual CPUs start. */
  NO_RESET_ADDRESS("the firmware names no reset address for SEV-ES; it is not built for SEV-SNP"),
  /** There is no SEV metadata, or it is damaged. */
  NO_METADATA("the firmware has no SEV metadata; it is not built for SEV-SNP"),
  /** A kernel was given, and the firmware has no place for its hashes. */
  NO_KERNEL_HASHES(
      "the firmware has no section for kernel hashes, so that no kernel is measured;"
          + " give a build that has one, such as OVMF's AmdSev");

  private final String message;

  FirmwareFault(String message) {
    this.message = message;
  }

  /** What is wrong, and what to do. */
  public String message() {
    return message;
  }
}
