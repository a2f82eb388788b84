package dev.sealkeep.agent.device.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.gramine.GramineModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SgxQuoteTest {
  private static final Path DEVICE = Path.of("/dev/attestation");
  private final byte[] reportData = new byte[64];

  SgxQuoteTest() {
    Arrays.fill(reportData, (byte) 0xA5);
  }

  private DeviceFault fault(byte[] quote) {
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class, () -> SgxQuote.checked(quote, reportData, DEVICE));
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void quoteIsWholeOrNone(int version) throws DeviceException {
    byte[] quote = GramineModel.quote(version, reportData);
    assertThat(SgxQuote.checked(quote, reportData, DEVICE).quote()).isSameAs(quote);
    for (int length = 0; length < quote.length; length++) {
      assertThat(fault(Arrays.copyOf(quote, length))).isEqualTo(DeviceFault.SGX_QUOTE_MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 368", "3, 431", "5, 374", "5, 437"})
  void quoteOverOtherDataIsNone(int version, int at) {
    byte[] quote = GramineModel.quote(version, reportData);
    quote[at] ^= 1;
    assertThat(fault(quote)).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "0, 6", "1, 1", "4, 129", "7, 1"})
  void quoteOfAnotherVersionOrATdsIsNone(int at, int value) {
    byte[] quote = GramineModel.quote(3, reportData);
    quote[at] = (byte) value;
    assertThat(fault(quote)).isEqualTo(DeviceFault.SGX_QUOTE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"5, 50, 0", "5, 50, 383", "5, 50, -1", "3, 432, -1", "5, 438, 2147483647"})
  void sizesThatDoNotFitAreRefused(int version, int at, int size) {
    byte[] quote = GramineModel.quote(version, reportData);
    ByteBuffer.wrap(quote).order(ByteOrder.LITTLE_ENDIAN).putInt(at, size);
    assertThat(fault(quote)).isEqualTo(DeviceFault.SGX_QUOTE_MALFORMED);
  }

  @Test
  void bytesOfAnyKindEndInAFaultOfThese() {
    Random random = new Random(11);
    byte[] other = reportData.clone();
    other[0] ^= 1;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = GramineModel.quote(3 + random.nextInt(3), other);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(60)] = (byte) random.nextInt();
      }
      assertThat(fault(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))))
          .isIn(DeviceFault.SGX_QUOTE_MALFORMED, DeviceFault.REPORT_DATA_MISMATCH);
    }
  }

  @Test
  void recordedQuotesAreRead() throws IOException, DeviceException {
    Path vectors = Path.of(System.getProperty("sealkeep.vectors", "absent")).resolve("sgx");
    assumeThat(Files.isDirectory(vectors)).as("no vectors in %s", vectors).isTrue();
    List<Path> files;
    try (Stream<Path> found = Files.walk(vectors)) {
      files = found.filter(file -> file.endsWith("quote.bin")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] quote = Files.readAllBytes(file);
      byte[] bound = Arrays.copyOfRange(quote, 368, 432);
      assertThat(SgxQuote.checked(quote, bound, DEVICE).quote()).as("%s", file).isEqualTo(quote);
      assertThat(fault(quote)).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
    }
  }
}
