package dev.sealkeep.agent.device.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.file.Path;
import java.util.Arrays;

/** Nothing that a host gives for a quote ends in anything but a quote or a typed fault. */
class QuoteFuzzTest {
  private static final Path DEVICE = Path.of("/device");

  @FuzzTest
  void anyBytesAreAQuoteOverTheDataOrNamed(byte[] bytes) {
    byte[] data = Arrays.copyOf(bytes, 64);
    try {
      assertThat(SgxQuote.checked(bytes, data, DEVICE).quote()).isSameAs(bytes);
    } catch (DeviceException named) {
      assertThat(named.problem().fault())
          .isIn(DeviceFault.SGX_QUOTE_MALFORMED, DeviceFault.REPORT_DATA_MISMATCH);
    }
    try {
      assertThat(TdQuote.checked(bytes, data, DEVICE).quote()).isSameAs(bytes);
    } catch (DeviceException named) {
      assertThat(named.problem().fault())
          .isIn(DeviceFault.QUOTE_MALFORMED, DeviceFault.REPORT_DATA_MISMATCH);
    }
  }
}
