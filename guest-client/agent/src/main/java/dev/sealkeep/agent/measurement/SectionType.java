package dev.sealkeep.agent.measurement;

/** What QEMU does with a section of SEV metadata (target/i386/sev.c). */
enum SectionType {
  /** Pages of zeros. */
  ZERO,
  /** The page of secrets. */
  SECRETS,
  /** The page of CPUID values. */
  CPUID,
  /** The page with the hashes of kernel, initrd and command line. */
  KERNEL_HASHES;

  /** The section of that number; any that is unknown is zeros. */
  static SectionType of(int number) {
    return switch (number) {
      case 2 -> SECRETS;
      case 3 -> CPUID;
      case 0x10 -> KERNEL_HASHES;
      default -> ZERO;
    };
  }
}
