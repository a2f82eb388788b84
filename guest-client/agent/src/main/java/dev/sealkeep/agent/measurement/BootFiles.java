package dev.sealkeep.agent.measurement;

/**
 * What QEMU hands to the firmware to boot.
 *
 * @param kernel the file, unchanged
 * @param initrd the file; empty without one
 * @param commandLine without a last NUL
 */
@SuppressWarnings("ArrayRecordComponent") // files; never compared
public record BootFiles(byte[] kernel, byte[] initrd, String commandLine) {
  /** Names the sizes. */
  @Override
  public String toString() {
    return "BootFiles[kernel of %d bytes, initrd of %d bytes]"
        .formatted(kernel.length, initrd.length);
  }
}
