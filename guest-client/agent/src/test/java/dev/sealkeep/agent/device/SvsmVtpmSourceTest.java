package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.DeviceChoice;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an SVSM's vTPM is found. */
final class SvsmVtpmSourceTest {
  private final FakeKernel kernel;
  private final Path tpm;

  SvsmVtpmSourceTest(@TempDir Path directory) throws IOException {
    kernel = new FakeKernel(directory.resolve("sev-guest"), directory.resolve("report"));
    kernel.tsm.manifest = new byte[] {1};
    tpm = Files.createFile(directory.resolve("tpmrm0"));
    Files.createDirectory(kernel.tsmPath);
  }

  private SvsmVtpmSource source() {
    return new SvsmVtpmSource(
        DeviceSettings.DEFAULT
            .withSnp(DeviceChoice.AUTO, kernel.tsmPath, kernel.sevGuestPath)
            .withTpm(TpmSettings.DEFAULT.withDevice(tpm)),
        () -> kernel,
        new FakeTiming(),
        Patience.DEFAULT);
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(EvidenceSource.class))
        .anyMatch(source -> source instanceof SvsmVtpmSource);
  }

  @Test
  void isThereWithSvsmAndTpmAndLookingSendsNothing() {
    assertThat(source().present()).isTrue();
    assertThat(kernel.tsm.writes).isEmpty();
  }

  @Test
  void isNotThereWithoutEither() throws IOException {
    kernel.tsm.manifest = null;
    assertThat(source().present()).isFalse();
    kernel.tsm.manifest = new byte[] {1};
    Files.delete(tpm);
    assertThat(source().present()).isFalse();
  }

  @Test
  void interfaceThatMayNotBeUsedCountsAsThereAndSaysWhy() {
    kernel.tsm.fail("mkdir", Errno.EACCES, Errno.EACCES);
    assertThat(source().present()).isTrue();
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source().collect(new byte[64]))
        .withMessageContaining("(device.permission)");
  }

  @Test
  void svsmThatRefusesIsNamedBeforeTheTpmIsAsked() {
    kernel.tsm.fail("read outblob", Errno.EINVAL);
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source().collect(new byte[64]))
        .withMessageContaining("(svsm.refused)");
  }
}
