package dev.sealkeep.evidence.snp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Makes the bytes of unsigned reports, field by field. */
final class ReportBuilder {
  private final ByteBuffer bytes =
      ByteBuffer.allocate(SnpReport.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** A report with nothing to object to but that its signature is zero. */
  static ReportBuilder plausible() {
    return new ReportBuilder()
        .u32(0x000, 3)
        .u64(0x008, 0x30000)
        .u32(0x034, 1)
        .u8(0x188, 0x19)
        .u8(0x189, 0x01)
        .u8(0x1A0, 1);
  }

  ReportBuilder u8(int offset, int value) {
    bytes.put(offset, (byte) value);
    return this;
  }

  ReportBuilder u32(int offset, int value) {
    bytes.putInt(offset, value);
    return this;
  }

  ReportBuilder u64(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  byte[] build() {
    return Arrays.copyOf(bytes.array(), SnpReport.BYTES);
  }
}
