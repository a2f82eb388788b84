package dev.sealkeep.agent.device.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes are a quote over the data that was asked for. */
final class TdQuoteTest {
  private static final Path DEVICE = Path.of("/tsm");
  private final byte[] reportData = new byte[64];

  TdQuoteTest() {
    Arrays.fill(reportData, (byte) 0xA5);
  }

  /** A quote without meaning but where it is looked at; 100 bytes of signature data. */
  private byte[] quote(int version, int bodyBytes) {
    int body = version == 5 ? 54 : 48;
    ByteBuffer quote =
        ByteBuffer.allocate(body + bodyBytes + 4 + 100).order(ByteOrder.LITTLE_ENDIAN);
    quote.putShort(0, (short) version).putInt(4, 0x81);
    if (version == 5) {
      quote.putShort(48, (short) 3).putInt(50, bodyBytes);
    }
    return quote.put(body + 520, reportData).putInt(body + bodyBytes, 100).array();
  }

  private DeviceFault fault(byte[] quote) {
    DeviceException failed =
        catchThrowableOfType(
            DeviceException.class, () -> TdQuote.checked(quote, reportData, DEVICE));
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  @ParameterizedTest
  @CsvSource({"4, 584", "5, 584", "5, 648"})
  void quoteIsHandedOnWithWhatFillsItUp(int version, int bodyBytes) throws DeviceException {
    byte[] quote = quote(version, bodyBytes);
    byte[] padded = Arrays.copyOf(quote, 8000);
    assertThat(TdQuote.checked(quote, reportData, DEVICE).quote()).isSameAs(quote);
    assertThat(TdQuote.checked(padded, reportData, DEVICE).quote()).isSameAs(padded);
    for (int length = 0; length < quote.length; length++) {
      assertThat(fault(Arrays.copyOf(quote, length))).isEqualTo(DeviceFault.QUOTE_MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 568", "4, 631", "5, 574", "5, 637"})
  void quoteOverOtherDataIsNone(int version, int at) {
    byte[] quote = quote(version, 584);
    quote[at] ^= 1;
    assertThat(fault(quote)).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 7})
  void quoteOfAnotherVersionOrMachineIsNone(int at) {
    byte[] quote = quote(4, 584);
    quote[at] ^= 2;
    assertThat(fault(quote)).isEqualTo(DeviceFault.QUOTE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"5, 50, 0", "5, 50, 583", "5, 50, -1", "4, 632, -1", "5, 638, 2147483647"})
  void sizesThatDoNotFitAreRefused(int version, int at, int size) {
    byte[] quote = quote(version, 584);
    ByteBuffer.wrap(quote).order(ByteOrder.LITTLE_ENDIAN).putInt(at, size);
    assertThat(fault(quote)).isEqualTo(DeviceFault.QUOTE_MALFORMED);
  }

  @Test
  void bytesOfAnyKindEndInAFaultOfThese() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = quote(random.nextBoolean() ? 4 : 5, 584);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(60)] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      byte[] other = reportData.clone();
      other[0] ^= 1;
      DeviceException failed =
          catchThrowableOfType(DeviceException.class, () -> TdQuote.checked(cut, other, DEVICE));
      assertThat(failed.problem().fault())
          .isIn(DeviceFault.QUOTE_MALFORMED, DeviceFault.REPORT_DATA_MISMATCH);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v4-uptodate-full, 568",
    "v4-outofdate-gcp, 568",
    "v4-debug-outofdate, 568",
    "v5-td15-tcb-unsupported, 574"
  })
  void recordedQuotesAreRead(String name, int reportDataAt) throws IOException, DeviceException {
    Path vectors = Path.of(System.getProperty("sealkeep.vectors", "absent"));
    Path file = vectors.resolve("tdx").resolve(name).resolve("quote.bin");
    assumeThat(Files.exists(file)).as("no vectors in %s", vectors).isTrue();
    byte[] quote = Files.readAllBytes(file);
    byte[] bound = Arrays.copyOfRange(quote, reportDataAt, reportDataAt + 64);
    assertThat(TdQuote.checked(quote, bound, DEVICE).quote()).isEqualTo(quote);
    assertThat(fault(quote)).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }
}
