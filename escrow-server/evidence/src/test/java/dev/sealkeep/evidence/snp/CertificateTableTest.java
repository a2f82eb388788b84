package dev.sealkeep.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateTableTest {
  private static final byte[] GUID = new byte[16];

  static {
    GUID[0] = 1;
  }

  private static byte[] entry(int offset, int length, int blobBytes) {
    return ByteBuffer.allocate(blobBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(GUID)
        .putInt(offset)
        .putInt(length)
        .array();
  }

  private static String outcome(byte[] blob) {
    return switch (CertificateTable.parse(blob)) {
      case Parsed.Accepted<List<byte[]>>(List<byte[]> contents) -> contents.size() + " entries";
      case Parsed.Refused<List<byte[]>>(Reason reason) -> reason.code();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "48, 16, 64, 1 entries",
    "48, 17, 64, snp.auxiliary.malformed",
    "64, 0, 64, 1 entries",
    "65, 0, 64, snp.auxiliary.malformed",
    "-1, 1, 64, snp.auxiliary.malformed",
    "1, -1, 64, snp.auxiliary.malformed",
    "-1, -1, 64, snp.auxiliary.malformed",
    "0, 0, 24, snp.auxiliary.malformed",
    "0, 0, 47, snp.auxiliary.malformed",
  })
  void entryHasToLieWithinTheBlob(int offset, int length, int blobBytes, String outcome) {
    assertThat(outcome(entry(offset, length, blobBytes))).isEqualTo(outcome);
  }

  @Test
  void emptyTableHasNoEntries() {
    assertThat(outcome(new byte[24])).isEqualTo("0 entries");
    assertThat(outcome(new byte[4096])).isEqualTo("0 entries");
  }

  @Test
  void numberOfEntriesIsBounded() {
    assertThat(outcome(entries(32))).isEqualTo("32 entries");
    assertThat(outcome(entries(33))).isEqualTo("snp.auxiliary.malformed");
  }

  private static byte[] entries(int count) {
    ByteBuffer table = ByteBuffer.allocate((count + 1) * 24);
    for (int i = 0; i < count; i++) {
      table.put(GUID).putLong(0);
    }
    return table.array();
  }

  @Test
  void blobBeyondTheBoundIsRefused() {
    assertThat(outcome(new byte[CertificateTable.MAX_BYTES])).isEqualTo("0 entries");
    assertThat(outcome(new byte[CertificateTable.MAX_BYTES + 1]))
        .isEqualTo("snp.auxiliary.malformed");
  }
}
