package dev.sealkeep.agent.device.configfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.device.FakeKernel;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.SvsmReport;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.protocol.wire.Sha2;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service attributes over a model of configfs below an SVSM. */
final class SvsmReportsTest {
  private static final byte[] MANIFEST = {0, 1, 0, 11, 7};

  private final FakeKernel kernel = new FakeKernel();
  private final FakeTiming timing = new FakeTiming();
  private final TsmReports<SvsmReport> reports =
      new TsmReports<>(Provider.SVSM_VTPM, kernel, kernel.tsmPath, new Random(1), timing);
  private final byte[] nonce = new byte[64];

  SvsmReportsTest() {
    Arrays.fill(nonce, (byte) 0x5A);
    kernel.tsm.floor = "2\n";
    kernel.tsm.manifest = MANIFEST.clone();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(kernel.openFiles()).isZero();
    assertThat(kernel.tsm.instances).isEmpty();
  }

  private DeviceFault fault() {
    DeviceException failed =
        catchThrowableOfType(DeviceException.class, () -> reports.report(nonce));
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  @Test
  void reportIsAboutTheVtpmAndBindsNonceAndManifest() throws DeviceException {
    SvsmReport report = reports.report(nonce).orElseThrow();
    assertThat(Arrays.copyOfRange(report.snp().report(), 0x50, 0x90))
        .isEqualTo(Sha2.sha512(nonce, MANIFEST));
    assertThat(report.manifest()).isEqualTo(MANIFEST);
    assertThat(report.nonce()).isEqualTo(nonce);
    assertThat(kernel.tsm.writes)
        .containsExactly(
            "service_provider=svsm", "service_guid=c476f1eb-0123-45a5-9641-b4e7dde5bfe3", "inblob");
  }

  @Test
  void withoutAnSvsmNothingIsSent() throws DeviceException {
    kernel.tsm.manifest = null;
    assertThat(reports.served()).isFalse();
    assertThat(reports.report(nonce)).isEmpty();
    assertThat(kernel.tsm.writes).isEmpty();
  }

  @Test
  void lookingForAnSvsmSendsNothing() throws DeviceException {
    assertThat(reports.served()).isTrue();
    assertThat(kernel.tsm.writes).isEmpty();
    assertThat(kernel.tsm.reports).isZero();
  }

  @Test
  void reportThatAnotherWriterMayHaveMadeIsAskedForAgain() throws DeviceException {
    kernel.tsm.intruders = 1;
    assertThat(reports.report(nonce)).isPresent();
    assertThat(kernel.tsm.reports).isEqualTo(2);
    assertThat(timing.pauses()).hasSize(1);
  }

  /** Each of the three writes counts. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void writeThatTheKernelDropsIsMadeAgain(int before) throws DeviceException {
    kernel.tsm.dropAfter(before);
    assertThat(reports.report(nonce)).isPresent();
    assertThat(kernel.tsm.writes).hasSize(6);
    assertThat(kernel.tsm.reports).isEqualTo(1);
  }

  /** Its REPORT_DATA is over another manifest. */
  @Test
  void manifestThatIsNotTheReportsIsRefused() {
    kernel.tsm.maker =
        input -> {
          byte[] report = new byte[1184];
          System.arraycopy(Sha2.sha512(nonce, new byte[] {1}), 0, report, 0x50, 64);
          return report;
        };
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  /** A report over the nonce alone would be the guest's own. */
  @Test
  void reportThatBindsNoManifestIsRefused() {
    kernel.tsm.maker =
        input -> {
          byte[] report = new byte[1184];
          System.arraycopy(nonce, 0, report, 0x50, 64);
          return report;
        };
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @Test
  void emptyManifestIsNone() {
    kernel.tsm.manifest = new byte[0];
    assertThat(fault()).isEqualTo(DeviceFault.SVSM_NO_MANIFEST);
  }

  @Test
  void manifestHasABound() {
    kernel.tsm.manifest = new byte[(32 << 10) + 1];
    assertThat(fault()).isEqualTo(DeviceFault.TSM_TOO_LARGE);
  }

  @Test
  void reportOfAnotherSizeIsRefused() {
    kernel.tsm.reportTail = new byte[1];
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "write service_provider, EINVAL, SVSM_REFUSED",
    "write service_guid, EINVAL, SVSM_REFUSED",
    "read outblob, EINVAL, SVSM_REFUSED",
    "read outblob, ENXIO, TSM_NO_REPORT",
    "read outblob, ENOTTY, VMPCK_DISABLED",
    "read manifestblob, EIO, DEVICE_IO",
    "open service_guid, ENOENT, TSM_MALFORMED",
    "open manifestblob, EACCES, DEVICE_PERMISSION",
  })
  void errorsAreNamed(String operation, Errno errno, DeviceFault fault) {
    kernel.tsm.fail(operation, errno);
    assertThat(fault()).isEqualTo(fault);
  }
}
