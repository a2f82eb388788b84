package dev.sealkeep.agent.device.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TdReportTest {
  private static byte[] hcl(int hardware) {
    byte[] report = new byte[2600];
    Arrays.fill(report, 0x20, 0x420, (byte) 9);
    Arrays.fill(report, 0x20 + 128, 0x20 + 192, (byte) 5);
    ByteBuffer.wrap(report)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(0, new byte[] {'H', 'C', 'L', 'A'})
        .putInt(0x4C8, hardware);
    return report;
  }

  @Test
  void reportOfATdIsFoundInTheParavisors() {
    TdReport report = TdReport.in(hcl(4)).orElseThrow();
    assertThat(report.bytes()).hasSize(1024).startsWith(9).endsWith(9);
    assertThat(report.reportData()).hasSize(64).containsOnly(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 5, 0x04000000})
  void otherHardwareHasNone(int hardware) {
    assertThat(TdReport.in(hcl(hardware))).isEmpty();
  }

  @Test
  void whatIsCutOrIsNoParavisorsHasNone() {
    byte[] report = hcl(4);
    for (int length = 0; length < 0x4CC; length++) {
      assertThat(TdReport.in(Arrays.copyOf(report, length))).isEmpty();
    }
    report[0] ^= 1;
    assertThat(TdReport.in(report)).isEmpty();
  }
}
