package dev.sealkeep.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.configuration.DeviceChoice;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which interface is used, and what is sent where. */
final class SnpSourceTest {
  private final FakeKernel kernel;

  SnpSourceTest(@TempDir Path directory) {
    kernel = new FakeKernel(directory.resolve("sev-guest"), directory.resolve("report"));
  }

  private SnpSource source(DeviceChoice choice) {
    return new SnpSource(
        DeviceSettings.DEFAULT.withSnp(choice, kernel.tsmPath, kernel.sevGuestPath),
        () -> kernel,
        new FakeTiming(),
        Patience.DEFAULT);
  }

  private void withTsm() throws IOException {
    Files.createDirectory(kernel.tsmPath);
  }

  private void withSevGuest() throws IOException {
    Files.createFile(kernel.sevGuestPath);
  }

  private void assertNothingWasSent() {
    assertThat(kernel.sevGuest.requests).isEmpty();
    assertThat(kernel.tsm.writes).isEmpty();
    assertThat(kernel.tsm.reports).isZero();
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(EvidenceSource.class))
        .anyMatch(source -> source instanceof SnpSource);
  }

  @ParameterizedTest
  @EnumSource
  void withoutDevicesItIsAbsentAndLoadsNothing(DeviceChoice choice) {
    SnpSource source =
        new SnpSource(
            DeviceSettings.DEFAULT.withSnp(choice, kernel.tsmPath, kernel.sevGuestPath),
            () -> {
              throw new DeviceException(DeviceFault.DEVICE_LIBRARY, "loaded");
            },
            new FakeTiming(),
            Patience.DEFAULT);
    assertThat(source.present()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void lookingForDevicesSendsNothing(DeviceChoice choice) throws IOException {
    withTsm();
    withSevGuest();
    assertThat(source(choice).present()).isTrue();
    assertNothingWasSent();
  }

  @Test
  void tsmIsPreferred() throws Exception {
    withTsm();
    withSevGuest();
    EvidenceItem item = source(DeviceChoice.AUTO).collect(new byte[64]);
    assertThat(item.technology()).isEqualTo(Technology.AMD_SEV_SNP);
    assertThat(kernel.tsm.reports).isEqualTo(1);
    assertThat(kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void withoutTsmTheDeviceIsAsked() throws Exception {
    withSevGuest();
    kernel.sevGuest.certificates = new byte[] {1};
    assertThat(source(DeviceChoice.AUTO).present()).isTrue();
    assertThat(source(DeviceChoice.AUTO).collect(new byte[64]).auxiliary()).hasSize(16384);
    assertThat(kernel.sevGuest.requests).hasSize(1);
  }

  @Test
  void tsmOfAnotherTechnologyIsNotOurs() throws Exception {
    withTsm();
    kernel.tsm.provider = "tdx_guest\n";
    assertThat(source(DeviceChoice.AUTO).present()).isFalse();
    assertThat(source(DeviceChoice.CONFIGFS_TSM).present()).isFalse();
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source(DeviceChoice.CONFIGFS_TSM).collect(new byte[64]))
        .withMessageContaining("(device.other_technology)");
    assertNothingWasSent();
    withSevGuest();
    assertThat(source(DeviceChoice.AUTO).collect(new byte[64]).evidence()).hasSize(1184);
  }

  @Test
  void tsmWithoutProviderLeadsToTheDevice() throws Exception {
    withTsm();
    kernel.tsm.fail("mkdir", Errno.ENXIO, Errno.ENXIO);
    assertThat(source(DeviceChoice.AUTO).present()).isFalse();
    withSevGuest();
    assertThat(source(DeviceChoice.AUTO).collect(new byte[64]).evidence()).hasSize(1184);
    assertThat(kernel.sevGuest.requests).hasSize(1);
  }

  @Test
  void tsmThatFailedIsNotFollowedByTheDevice() throws IOException {
    withTsm();
    withSevGuest();
    kernel.tsm.fail("read outblob", Errno.ENXIO);
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source(DeviceChoice.AUTO).collect(new byte[64]))
        .withMessageContaining("(tsm.no_report)");
    assertThat(kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void tsmThatMayNotBeUsedCountsAsThereAndSaysWhy() throws IOException {
    withTsm();
    kernel.tsm.fail("mkdir", Errno.EACCES, Errno.EACCES);
    SnpSource source = source(DeviceChoice.AUTO);
    assertThat(source.present()).isTrue();
    assertThatExceptionOfType(EvidenceUnavailableException.class)
        .isThrownBy(() -> source.collect(new byte[64]))
        .withMessageContaining("(device.permission)");
  }

  @Test
  void choiceOfTheDeviceLeavesTsmAlone() throws Exception {
    withTsm();
    withSevGuest();
    source(DeviceChoice.SEV_GUEST).collect(new byte[64]);
    assertThat(kernel.tsm.removed).isZero();
    assertThat(kernel.sevGuest.requests).hasSize(1);
  }
}
