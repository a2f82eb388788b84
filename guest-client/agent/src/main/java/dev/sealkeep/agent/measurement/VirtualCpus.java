package dev.sealkeep.agent.measurement;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The virtual CPUs of a machine, and the page of state (VMSA) that is measured of each, as QEMU and
 * KVM of Linux 6.10 and later make it.
 *
 * @param count from 1 to {@value #MAX}
 * @param signature CPUID leaf 1, EAX, of the guest's model
 * @param features SEV_FEATURES, of which bit 0 is SEV-SNP
 */
public record VirtualCpus(int count, int signature, long features) {
  /** The most that this program measures. */
  public static final int MAX = 4096;

  private static final int FIRST_IP = 0xFFFFFFF0;

  /** Checks the count. */
  public VirtualCpus {
    if (count < 1 || count > MAX) {
      throw new IllegalArgumentException("from 1 to " + MAX + " virtual CPUs");
    }
  }

  /** The state of one, 4096 bytes. */
  byte[] state(int index, int resetAddress) {
    int ip = index == 0 ? FIRST_IP : resetAddress;
    ByteBuffer page = ByteBuffer.allocate(FirmwareImage.PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int data : new int[] {0x00, 0x20, 0x30, 0x40, 0x50}) {
      segment(page, data, 0, 0x93, 0); // ES, SS, DS, FS, GS
    }
    segment(page, 0x10, 0xF000, 0x9B, Integer.toUnsignedLong(ip & 0xFFFF0000)); // CS
    segment(page, 0x60, 0, 0, 0); // GDTR
    segment(page, 0x70, 0, 0x82, 0); // LDTR
    segment(page, 0x80, 0, 0, 0); // IDTR
    segment(page, 0x90, 0, 0x8B, 0); // TR
    return page.putLong(0xD0, 0x1000) // EFER
        .putLong(0x148, 0x40) // CR4
        .putLong(0x158, 0x10) // CR0
        .putLong(0x160, 0x400) // DR7
        .putLong(0x168, 0xFFFF0FF0L) // DR6
        .putLong(0x170, 2) // RFLAGS
        .putLong(0x178, ip & 0xFFFF) // RIP
        .putLong(0x268, 0x0007040600070406L) // G_PAT
        .putLong(0x310, Integer.toUnsignedLong(signature)) // RDX
        .putLong(0x3B0, features) // SEV_FEATURES
        .putLong(0x3E8, 1) // XCR0
        .putInt(0x408, 0x1F80) // MXCSR
        .putShort(0x410, (short) 0x37F) // x87 FCW
        .array();
  }

  private static void segment(ByteBuffer page, int at, int selector, int attributes, long base) {
    page.putShort(at, (short) selector)
        .putShort(at + 2, (short) attributes)
        .putInt(at + 4, 0xFFFF)
        .putLong(at + 8, base);
  }
}
