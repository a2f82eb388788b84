package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CertificateTableTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void entriesThenAnAllZeroEntryThenContents() {
    byte[] table =
        CertificateTable.empty()
            .with(CertificateTable.VCEK, new byte[] {1, 2, 3})
            .with(CertificateTable.ARK, new byte[] {4})
            .encode();

    assertThat(HEX.formatHex(table))
        .isEqualTo(
            "63da758de6644564adc5f4b93be8accd"
                + "48000000"
                + "03000000"
                + "c0b406a4a803495297433fb6014cd0ae"
                + "4b000000"
                + "01000000"
                + "00".repeat(24)
                + "01020304");
  }

  @Test
  void emptyTableHasNoBytes() {
    assertThat(CertificateTable.empty().encode()).isEmpty();
  }

  @Test
  void vcekReportComesWithItsChain() {
    SnpGuest guest = TestInstallation.guest(Product.MILAN);
    ExtendedReport extended = guest.extendedReport(ReportRequest.of(TestInstallation.REPORT_DATA));
    SnpInstallation installation = guest.processor().installation();

    assertThat(extended.report()).isEqualTo(guest.report(TestInstallation.REPORT_DATA));
    assertThat(content(extended.certificates(), 0))
        .isEqualTo(guest.processor().certificate(SigningKey.VCEK));
    assertThat(content(extended.certificates(), 1)).isEqualTo(installation.ask());
    assertThat(content(extended.certificates(), 2)).isEqualTo(installation.ark());
  }

  @Test
  void vlekReportComesWithTheAsvk() {
    SnpProcessor chip = TestInstallation.of(Product.MILAN).processor(1);
    chip.loadVlek(TestInstallation.PROVIDER);
    byte[] table =
        TestInstallation.guest(chip)
            .extendedReport(ReportRequest.of(TestInstallation.REPORT_DATA))
            .certificates();

    assertThat(HEX.formatHex(table, 0, 16)).isEqualTo("a8074bc2a25a483eaae639c045a0b8a1");
    assertThat(content(table, 0)).isEqualTo(chip.certificate(SigningKey.VLEK));
    assertThat(content(table, 1)).isEqualTo(chip.installation().asvk());
  }

  @Test
  void hostChoosesTheContents() {
    SnpGuest guest = TestInstallation.guest(Product.MILAN);
    CertificateTable table =
        guest.processor().certificateTable(SigningKey.VCEK).without(CertificateTable.ASK);
    ExtendedReport extended =
        guest.extendedReport(ReportRequest.of(TestInstallation.REPORT_DATA), table);

    assertThat(table.entries()).hasSize(2);
    assertThat(extended.certificates()).isEqualTo(table.encode());
  }

  private static byte[] content(byte[] table, int index) {
    int offset = u32(table, 24 * index + 16);
    return Arrays.copyOfRange(table, offset, offset + u32(table, 24 * index + 20));
  }

  private static int u32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF)
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | (bytes[offset + 3] & 0xFF) << 24;
  }
}
