package dev.sealkeep.agent.measurement;

import dev.sealkeep.protocol.wire.Sha2;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The table by which SEV firmware checks a kernel that QEMU hands it (target/i386/sev.c). */
final class KernelHashes {
  private static final short TABLE_BYTES = 168;
  private static final short ENTRY_BYTES = 50;
  private static final UUID TABLE = UUID.fromString("9438d606-4f22-4cc9-b479-a793d411fd21");
  private static final UUID COMMAND_LINE = UUID.fromString("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");
  private static final UUID INITRD = UUID.fromString("44baf731-3a2f-4bd7-9af1-41e29169781d");
  private static final UUID KERNEL = UUID.fromString("4de79437-abd2-427f-b835-d5b172d2045b");

  private KernelHashes() {}

  /** An otherwise zero page with the table at its address. */
  static byte[] page(BootFiles boot, long address) {
    byte[] commandLine = (boot.commandLine() + '\0').getBytes(StandardCharsets.UTF_8);
    ByteBuffer page =
        ByteBuffer.allocate(FirmwareImage.PAGE_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position((int) (address % FirmwareImage.PAGE_BYTES));
    guid(page, TABLE).putShort(TABLE_BYTES);
    guid(page, COMMAND_LINE).putShort(ENTRY_BYTES).put(Sha2.sha256(commandLine));
    guid(page, INITRD).putShort(ENTRY_BYTES).put(Sha2.sha256(boot.initrd()));
    guid(page, KERNEL).putShort(ENTRY_BYTES).put(Sha2.sha256(boot.kernel()));
    return page.array();
  }

  /** Three little-endian numbers and eight bytes. */
  private static ByteBuffer guid(ByteBuffer out, UUID guid) {
    long most = guid.getMostSignificantBits();
    out.putInt((int) (most >>> 32)).putShort((short) (most >>> 16)).putShort((short) most);
    return out.putLong(Long.reverseBytes(guid.getLeastSignificantBits()));
  }
}
