package dev.sealkeep.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HclReportTest {
  private static final String TEXT = "{\"keys\":[]}";

  private static HclReport parsed(byte[] blob) {
    return switch (HclReport.parse(blob)) {
      case Parsed.Accepted<HclReport>(HclReport report) -> report;
      case Parsed.Refused<HclReport>(Reason reason) -> throw new AssertionError(reason);
    };
  }

  private static String refusal(byte[] blob) {
    return switch (HclReport.parse(blob)) {
      case Parsed.Accepted<HclReport> accepted -> "accepted";
      case Parsed.Refused<HclReport>(Reason reason) -> reason.code();
    };
  }

  @Test
  void partsAreThoseOfTheLayout() {
    byte[] hardware = new byte[1184];
    Arrays.fill(hardware, (byte) 9);
    HclReport report = parsed(HclBuilder.snp(TEXT).hardware(hardware).build());
    assertThat(report.version()).isEqualTo(1);
    assertThat(report.hardware()).isEqualTo(HclReport.Hardware.SNP);
    assertThat(report.hardwareReport()).isEqualTo(hardware);
    assertThat(report.runtimeData()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
    assertThat(report.expectedReportData()).isEqualTo(HclBuilder.snp(TEXT).reportData());
    assertThat(parsed(HclBuilder.tdx(TEXT).build()).hardwareReport()).hasSize(1024);
  }

  @Test
  void longerHashesFillMoreOfTheReportData() {
    assertThat(parsed(HclBuilder.snp(TEXT).word(0x4CC, 2).build()).runtimeDigest()).hasSize(48);
    HclReport sha512 = parsed(HclBuilder.snp(TEXT).word(0x4CC, 3).build());
    assertThat(sha512.runtimeDigest()).hasSize(64).isEqualTo(sha512.expectedReportData());
  }

  @Test
  void everyShorterReportIsRefusedUntilThePaddingBegins() {
    byte[] report = HclBuilder.snp(TEXT).build();
    int end = 1236 + TEXT.length();
    for (int length = 0; length < end; length++) {
      assertThat(refusal(Arrays.copyOf(report, length)))
          .isIn("azure.hcl.malformed", "azure.hcl.size_mismatch");
    }
    for (int length = end; length <= report.length; length++) {
      assertThat(refusal(Arrays.copyOf(report, length))).isEqualTo("accepted");
    }
    assertThat(refusal(Arrays.copyOf(report, HclReport.MAX_BYTES))).isEqualTo("accepted");
    assertThat(refusal(Arrays.copyOf(report, HclReport.MAX_BYTES + 1)))
        .isEqualTo("azure.hcl.malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "0x000, 0, azure.hcl.malformed",
    "0x004, 0, azure.hcl.version_unsupported",
    "0x004, 3, azure.hcl.version_unsupported",
    "0x004, -1, azure.hcl.version_unsupported",
    "0x4C4, 2, azure.hcl.version_unsupported",
    "0x00C, 1, azure.hcl.malformed",
    "0x4C8, 1, azure.hcl.type_unsupported",
    "0x4C8, 3, azure.hcl.type_unsupported",
    "0x4CC, 0, azure.hcl.type_unsupported",
    "0x4CC, 4, azure.hcl.type_unsupported",
    "0xA24, 1, azure.hcl.malformed",
  })
  void otherValuesAreRefused(String at, int value, String code) {
    assertThat(refusal(HclBuilder.snp(TEXT).word(Integer.decode(at), value).build()))
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x008, 0x4C0, 0x4D0})
  void everyWrongSizeIsRefused(int at) {
    for (int size :
        new int[] {0, 1, 19, 20, 21, 1235, 1236, 1237, 2600, Integer.MAX_VALUE, -1, -20, -1236}) {
      assertThat(refusal(HclBuilder.snp(TEXT).word(at, size).build()))
          .as("%d", size)
          .isEqualTo("azure.hcl.size_mismatch");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1365, 1400, 0x7FFF_FFFF, -1, -1256})
  void sizesThatAgreeButLeaveTheReportAreRefused(int runtimeBytes) {
    byte[] report =
        HclBuilder.snp(TEXT)
            .word(0x4D0, runtimeBytes)
            .word(0x4C0, runtimeBytes + 20)
            .word(0x008, runtimeBytes + 1236)
            .build();
    assertThat(refusal(report)).isEqualTo("azure.hcl.size_mismatch");
  }

  @Test
  void bytesBehindTdReportAreRefused() {
    assertThat(refusal(HclBuilder.tdx(TEXT).word(0x420, 1).build()))
        .isEqualTo("azure.hcl.malformed");
    assertThat(refusal(HclBuilder.tdx(TEXT).word(0x4BC, 1).build()))
        .isEqualTo("azure.hcl.malformed");
  }
}
