package dev.sealkeep.evidence.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnpReportTest {
  private static SnpReport parsed(byte[] evidence) {
    return switch (SnpReport.parse(evidence)) {
      case Parsed.Accepted<SnpReport>(SnpReport report) -> report;
      case Parsed.Refused<SnpReport>(Reason reason) -> throw new AssertionError(reason);
    };
  }

  private static String refusal(byte[] evidence) {
    return switch (SnpReport.parse(evidence)) {
      case Parsed.Accepted<SnpReport> accepted -> throw new AssertionError("accepted");
      case Parsed.Refused<SnpReport>(Reason reason) -> reason.code();
    };
  }

  private static List<String> objections(ReportBuilder builder) {
    return ReportChecks.of(parsed(builder.build()), Optional.empty()).stream()
        .map(Reason::code)
        .toList();
  }

  @Test
  void everyShorterInputIsTruncated() {
    byte[] report = ReportBuilder.plausible().build();
    for (int length = 0; length < SnpReport.BYTES; length++) {
      assertThat(refusal(Arrays.copyOf(report, length))).isEqualTo("snp.report.truncated");
    }
  }

  @Test
  void envelopeWithoutWholeReportIsTruncated() {
    byte[] envelope = new byte[1215];
    envelope[4] = (byte) 0xA0;
    envelope[5] = 4;
    assertThat(refusal(envelope)).isEqualTo("snp.report.truncated");
  }

  @Test
  void inputUpToTheBoundIsReadAndCountsTrailingBytes() {
    byte[] report = ReportBuilder.plausible().build();
    assertThat(parsed(Arrays.copyOf(report, 4096)).trailingBytes()).isEqualTo(2912);
    assertThat(refusal(Arrays.copyOf(report, 4097))).isEqualTo("snp.report.oversized");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 0x102, -1, Integer.MIN_VALUE})
  void otherVersionsAreUnsupported(int version) {
    assertThat(refusal(ReportBuilder.plausible().u32(0, version).build()))
        .isEqualTo("snp.report.version_unsupported");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void fieldsOfLaterVersionsAreAbsentFromEarlierOnes(int version) {
    SnpReport report = parsed(ReportBuilder.plausible().u32(0, version).build());
    assertThat(report.cpuid().isPresent()).isEqualTo(version >= 3);
    assertThat(report.launchMitigationVector().isPresent()).isEqualTo(version == 5);
    assertThat(report.currentMitigationVector().isPresent()).isEqualTo(version == 5);
  }

  @ParameterizedTest
  @CsvSource({
    "0x008, 0x10000, snp.report.policy_invalid",
    "0x030, 0xffffffff, snp.report.requested_by_host",
    "0x030, 4, snp.report.vmpl_invalid",
    "0x034, 0, snp.report.algorithm_unsupported",
    "0x034, 2, snp.report.algorithm_unsupported",
    "0x048, 0x20, snp.report.key_info_invalid",
    "0x048, 0x80000000, snp.report.key_info_invalid",
    "0x048, 0x02, snp.report.chip_key_masked",
    "0x048, 0x08, snp.report.signing_key_reserved",
    "0x048, 0x18, snp.report.signing_key_reserved",
    "0x048, 0x1c, snp.report.unsigned",
    "0x188, 0x501a, snp.product.unsupported",
    "0x188, 0x2019, snp.product.unsupported",
  })
  void fieldIsRejectedForItsReason(String offset, String value, String code) {
    ReportBuilder report =
        ReportBuilder.plausible().u32(Integer.decode(offset), Long.decode(value).intValue());
    assertThat(objections(report)).containsExactly(code);
  }

  @Test
  void unknownPlatformBitsAreLeftAlone() {
    assertThat(objections(ReportBuilder.plausible().u64(0x040, -1))).isEmpty();
    assertThat(objections(ReportBuilder.plausible().u64(0x040, 0x67))).isEmpty();
  }

  @Test
  void turinHasItsOwnTcbLayout() {
    TcbVersion tcb = new TcbVersion(0x4600_0000_0401_0203L);
    assertThat(tcb.hex()).isEqualTo("0302010400000046");
    assertThat(tcb.components(Product.TURIN))
        .containsExactly(
            Map.entry("fmc", 3),
            Map.entry("bootloader", 2),
            Map.entry("tee", 1),
            Map.entry("snp", 4),
            Map.entry("microcode", 0x46));
    assertThat(tcb.components(Product.GENOA))
        .containsExactly(
            Map.entry("bootloader", 3),
            Map.entry("tee", 2),
            Map.entry("snp", 0),
            Map.entry("microcode", 0x46));
  }

  @ParameterizedTest
  @CsvSource({
    "0x19, 0x00, MILAN", "0x19, 0x0f, MILAN", "0x19, 0x10, GENOA", "0x19, 0x1f, GENOA",
    "0x19, 0xa0, GENOA", "0x19, 0xaf, GENOA", "0x1a, 0x00, TURIN", "0x1a, 0x11, TURIN",
  })
  void cpuidNamesTheProduct(String family, String model, Product product) {
    assertThat(Product.ofCpuid(Integer.decode(family), Integer.decode(model))).contains(product);
  }

  @ParameterizedTest
  @CsvSource({
    "Milan, MILAN",
    "Milan-B0, MILAN",
    "Milan-B1, MILAN",
    "Genoa, GENOA",
    "Siena, GENOA",
    "Bergamo-A2, GENOA",
    "Turin, TURIN",
  })
  void productNameNamesTheLineWhateverTheStepping(String name, Product product) {
    assertThat(Product.ofProductName(name)).contains(product);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "milan", "MilanB0", "Rome", "Venice-A0", "-Milan"})
  void otherProductNamesNameNone(String name) {
    assertThat(Product.ofProductName(name)).isEmpty();
  }

  @Test
  void signatureOutOfRangeIsMalformed() {
    assertThat(signature(ReportBuilder.plausible())).isEqualTo("snp.signature.malformed");
    assertThat(signature(signed())).isEqualTo("accepted");
    for (int offset = 0x2A0 + 48; offset < SnpReport.BYTES; offset++) {
      boolean significant = offset >= 0x2E8 && offset < 0x2E8 + 48;
      if (!significant) {
        assertThat(signature(signed().u8(offset, 1))).isEqualTo("snp.signature.malformed");
      }
    }
    ReportBuilder beyondOrder = signed();
    for (int i = 0; i < 48; i++) {
      beyondOrder.u8(0x2E8 + i, 0xFF);
    }
    assertThat(signature(beyondOrder)).isEqualTo("snp.signature.malformed");
  }

  private static ReportBuilder signed() {
    return ReportBuilder.plausible().u8(0x2A0, 1).u8(0x2E8, 1);
  }

  private static String signature(ReportBuilder builder) {
    return switch (ReportSignature.der(parsed(builder.build()))) {
      case Parsed.Accepted<byte[]> accepted -> "accepted";
      case Parsed.Refused<byte[]>(Reason reason) -> reason.code();
    };
  }

  @Test
  void randomReportsReadAsTheNaiveModelReadsThem() {
    Random random = new Random(20260101);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[SnpReport.BYTES];
      random.nextBytes(bytes);
      Arrays.fill(bytes, 0, 4, (byte) 0);
      bytes[0] = (byte) (2 + random.nextInt(4));
      assertThat(SnpFields.of(parsed(bytes))).containsAllEntriesOf(NaiveReport.fields(bytes));
    }
  }
}
