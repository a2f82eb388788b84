package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.DeviceChoice;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.LogChoice;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TDX behind a model of configfs. */
final class TdxSourceTest {
  private final FakeKernel kernel;
  private final Path log;

  TdxSourceTest(@TempDir Path directory) throws IOException {
    kernel = new FakeKernel(directory.resolve("sev-guest"), directory.resolve("report"));
    kernel.tsm.provider = "tdx_guest\n";
    kernel.tsm.floor = null;
    kernel.tsm.certificates = null;
    kernel.tsm.maker = TdxSourceTest::quote;
    kernel.chunk = 1000;
    log = Files.write(directory.resolve("CCEL"), new byte[] {5});
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(kernel.openFiles()).isZero();
    assertThat(kernel.tsm.instances).isEmpty();
  }

  private static byte[] quote(byte[] reportData) {
    return ByteBuffer.allocate(48 + 584 + 4 + 10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 4)
        .putInt(4, 0x81)
        .put(48 + 520, reportData)
        .putInt(48 + 584, 10)
        .array();
  }

  private TdxSource source() throws IOException {
    Files.createDirectories(kernel.tsmPath);
    return new TdxSource(
        DeviceSettings.DEFAULT
            .withSnp(DeviceChoice.AUTO, kernel.tsmPath, kernel.sevGuestPath)
            .withEventLogs(new LogChoice.Named(List.of(log))),
        () -> kernel,
        new FakeTiming(),
        Patience.DEFAULT);
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(EvidenceSource.class))
        .anyMatch(source -> source instanceof TdxSource);
  }

  @Test
  void quoteAndLogAreGivenAndLookingSendsNothing() throws Exception {
    TdxSource source = source();
    assertThat(source.present()).isTrue();
    assertThat(kernel.tsm.writes).isEmpty();
    byte[] reportData = new byte[64];
    Arrays.fill(reportData, (byte) 3);
    Testimony testimony = source.testify(reportData, CredentialIssuer.NONE);
    assertThat(testimony.item().technology()).isEqualTo(Technology.INTEL_TDX);
    assertThat(testimony.item().evidence()).isEqualTo(quote(reportData));
    assertThat(testimony.item().auxiliary()).isEmpty();
    assertThat(testimony.eventLogs()).hasSize(1);
    assertThat(kernel.tsm.writes).containsExactly("inblob");
  }

  @Test
  void otherTechnologysInterfaceIsNotOurs() throws Exception {
    kernel.tsm.provider = "sev_guest\n";
    assertThat(source().present()).isFalse();
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source().collect(new byte[64]))
        .withMessageContaining("(device.other_technology)");
    assertThat(kernel.tsm.writes).isEmpty();
    Files.delete(kernel.tsmPath);
    assertThat(kernel.tsm.reports).isZero();
  }

  @Test
  void quoteThatAnotherWriterMayHaveMadeIsMadeAgain() throws Exception {
    kernel.tsm.intruders = 2;
    assertThat(source().collect(new byte[64]).evidence()).isEqualTo(quote(new byte[64]));
    assertThat(kernel.tsm.reports).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"EIO, quote.failed", "ETIMEDOUT, quote.timeout", "EACCES, device.permission"})
  void hostThatGivesNoQuoteIsNamed(Errno errno, String code) throws Exception {
    kernel.tsm.fail("read outblob", errno);
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source().collect(new byte[64]))
        .withMessageContaining("(" + code + ")");
  }

  @Test
  void interfaceThatMayNotBeUsedCountsAsThere() throws Exception {
    kernel.tsm.fail("mkdir", Errno.EACCES);
    assertThat(source().present()).isTrue();
    kernel.tsm.fail("mkdir", Errno.ENXIO);
    assertThat(source().present()).isFalse();
  }
}
