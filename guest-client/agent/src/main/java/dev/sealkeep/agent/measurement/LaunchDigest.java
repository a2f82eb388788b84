package dev.sealkeep.agent.measurement;

import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * SEV-SNP's MEASUREMENT: a chain of SHA-384 over one PAGE_INFO of 0x70 bytes for each page that is
 * launched (AMD 56860, SNP_LAUNCH_UPDATE).
 */
public final class LaunchDigest {
  private static final int DIGEST_BYTES = 48;
  private static final int PAGE_INFO_BYTES = 0x70;
  private static final long END_OF_FIRMWARE = 1L << 32;

  /** Where KVM has every page of state measured. */
  private static final long STATE_ADDRESS = 0x0000FFFFFFFFF000L;

  private static final int NORMAL = 1;
  private static final int STATE = 2;
  private static final int ZERO = 3;
  private static final int SECRETS = 5;
  private static final int CPUID = 6;

  private byte[] digest = new byte[DIGEST_BYTES];

  private LaunchDigest() {}

  /**
   * Computes it.
   *
   * @param firmware the image that QEMU maps to end at 4 GiB
   * @param boot what QEMU hands to the firmware; empty where the firmware finds its kernel itself,
   *     which is then not measured
   * @return 48 bytes
   */
  public static byte[] of(byte[] firmware, Optional<BootFiles> boot, VirtualCpus cpus)
      throws FirmwareException {
    FirmwareImage image = FirmwareImage.parse(firmware);
    LaunchDigest launch = new LaunchDigest();
    launch.image(image.bytes());
    boolean hashed = false;
    for (FirmwareImage.Section section : image.sections()) {
      hashed |= launch.section(section, image, boot);
    }
    if (boot.isPresent() && !hashed) {
      throw new FirmwareException(FirmwareFault.NO_KERNEL_HASHES);
    }
    for (int i = 0; i < cpus.count(); i++) {
      launch.page(STATE, STATE_ADDRESS, cpus.state(i, image.resetAddress()));
    }
    return launch.digest;
  }

  private void image(byte[] bytes) {
    long address = END_OF_FIRMWARE - bytes.length;
    for (int at = 0; at < bytes.length; at += FirmwareImage.PAGE_BYTES) {
      page(NORMAL, address + at, Arrays.copyOfRange(bytes, at, at + FirmwareImage.PAGE_BYTES));
    }
  }

  /** Measures a section; whether it was the hashes of a kernel. */
  private boolean section(
      FirmwareImage.Section section, FirmwareImage image, Optional<BootFiles> boot)
      throws FirmwareException {
    switch (section.type()) {
      case ZERO -> blank(ZERO, section);
      case SECRETS -> blank(SECRETS, section);
      case CPUID -> blank(CPUID, section);
      case KERNEL_HASHES -> {
        if (boot.isPresent()) {
          long address =
              image
                  .hashTable()
                  .orElseThrow(() -> new FirmwareException(FirmwareFault.NO_KERNEL_HASHES));
          page(NORMAL, section.address(), KernelHashes.page(boot.get(), address));
          return true;
        }
        blank(ZERO, section);
      }
    }
    return false;
  }

  /** Pages of which only presence and address are measured. */
  private void blank(int type, FirmwareImage.Section section) {
    for (long at = 0; at < section.size(); at += FirmwareImage.PAGE_BYTES) {
      update(type, section.address() + at, new byte[DIGEST_BYTES]);
    }
  }

  private void page(int type, long address, byte[] content) {
    update(type, address, Sha2.sha384(content));
  }

  private void update(int type, long address, byte[] content) {
    digest =
        Sha2.sha384(
            ByteBuffer.allocate(PAGE_INFO_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(digest)
                .put(content)
                .putShort((short) PAGE_INFO_BYTES)
                .put((byte) type)
                .putLong(0x68, address)
                .array());
  }
}
