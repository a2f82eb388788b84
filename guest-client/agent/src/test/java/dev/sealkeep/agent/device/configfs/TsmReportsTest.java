package dev.sealkeep.agent.device.configfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.FakeTiming;
import dev.sealkeep.agent.device.FakeKernel;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.SnpReport;
import dev.sealkeep.agent.device.syscall.Errno;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface over a model of configfs. */
final class TsmReportsTest {
  private final FakeKernel kernel = new FakeKernel();
  private final FakeTiming timing = new FakeTiming();
  private final TsmReports<SnpReport> reports =
      new TsmReports<>(Provider.SEV_GUEST, kernel, kernel.tsmPath, new Random(1), timing);
  private final byte[] reportData = new byte[64];

  TsmReportsTest() {
    Arrays.fill(reportData, (byte) 0xA5);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(kernel.openFiles()).isZero();
    assertThat(kernel.tsm.instances).isEmpty();
  }

  private DeviceFault fault() {
    return fault(() -> reports.report(reportData));
  }

  private static DeviceFault fault(ThrowingCallable call) {
    DeviceException failed = catchThrowableOfType(DeviceException.class, call);
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  private SnpReport report() throws DeviceException {
    return reports.report(reportData).orElseThrow();
  }

  @Test
  void reportAndTableAreReadToTheirEnd() throws DeviceException {
    kernel.tsm.certificates = new byte[10_000];
    Arrays.fill(kernel.tsm.certificates, (byte) 3);
    SnpReport report = report();
    assertThat(report.report()).hasSize(1184);
    assertThat(Arrays.copyOfRange(report.report(), 0x50, 0x90)).isEqualTo(reportData);
    assertThat(report.certificates()).isEqualTo(kernel.tsm.certificates);
    assertThat(kernel.tsm.writes).containsExactly("inblob");
    assertThat(kernel.tsm.removed).isEqualTo(1);
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void tableMayBeEmptyOrHaveNoFile() throws DeviceException {
    assertThat(report().certificates()).isEmpty();
    kernel.tsm.certificates = null;
    assertThat(report().certificates()).isEmpty();
  }

  @Test
  void levelIsRaisedToTheFloorBeforeAnythingIsAsked() throws DeviceException {
    kernel.tsm.floor = "2\n";
    assertThat(report().report()).hasSize(1184);
    assertThat(kernel.tsm.writes).containsExactly("privlevel=2", "inblob");
  }

  @Test
  void kernelWithoutLevelsIsAskedAllTheSame() throws DeviceException {
    kernel.tsm.floor = null;
    assertThat(report().report()).hasSize(1184);
  }

  @Test
  void anotherTechnologysProviderIsSentNothing() throws DeviceException {
    kernel.tsm.provider = "tdx_guest\n";
    assertThat(reports.report(reportData)).isEmpty();
    assertThat(reports.served()).isFalse();
    assertThat(kernel.tsm.writes).isEmpty();
    assertThat(kernel.tsm.reports).isZero();
  }

  @Test
  void lookingAtTheProviderSendsNothing() throws DeviceException {
    assertThat(reports.served()).isTrue();
    assertThat(kernel.tsm.writes).isEmpty();
    assertThat(kernel.tsm.reports).isZero();
  }

  @Test
  void reportThatAnotherWriterMayHaveMadeIsAskedForAgain() throws DeviceException {
    kernel.tsm.intruders = 2;
    assertThat(report().report()).hasSize(1184);
    assertThat(kernel.tsm.reports).isEqualTo(3);
    assertThat(timing.pauses()).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @Test
  void writeThatTheKernelDropsIsMadeAgain() throws DeviceException {
    kernel.tsm.dropped = 2;
    assertThat(report().report()).hasSize(1184);
    assertThat(kernel.tsm.writes).hasSize(3);
    assertThat(kernel.tsm.reports).isEqualTo(1);
  }

  @Test
  void oldReportBehindADroppedWriteIsNotTaken() throws DeviceException {
    kernel.tsm.intruders = 1;
    kernel.tsm.dropAfter(1);
    assertThat(report().report()).hasSize(1184);
    assertThat(kernel.tsm.writes).hasSize(3);
    assertThat(kernel.tsm.reports).isEqualTo(2);
  }

  @Test
  void generationMayWrap() throws DeviceException {
    kernel.tsm.firstGeneration = -1;
    assertThat(report().report()).hasSize(1184);
  }

  @Test
  void writerThatNeverStopsEndsInAnError() {
    kernel.tsm.intruders = Integer.MAX_VALUE;
    assertThat(fault()).isEqualTo(DeviceFault.TSM_GENERATION);
    assertThat(kernel.tsm.reports).isEqualTo(TsmReports.ATTEMPTS);
    assertThat(timing.pauses()).hasSize(TsmReports.ATTEMPTS - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EBUSY", "EAGAIN", "EINTR"})
  void passingFaultsAreTriedAgainAndBounded(Errno errno) throws DeviceException {
    for (String operation : new String[] {"open inblob", "write inblob", "read outblob"}) {
      kernel.tsm.fail(operation, errno, errno);
      assertThat(report().report()).hasSize(1184);
      kernel.tsm.fail(
          operation, Collections.nCopies(TsmReports.ATTEMPTS, errno).toArray(Errno[]::new));
      assertThat(fault()).isEqualTo(DeviceFault.TSM_BUSY);
    }
  }

  @Test
  void noAttemptBeginsAfterTheDeadline() {
    TsmReports<SnpReport> late =
        new TsmReports<>(
            Provider.SEV_GUEST,
            kernel,
            kernel.tsmPath,
            new Random(1),
            new SlowTiming(timing, TsmReports.PATIENCE));
    kernel.tsm.intruders = Integer.MAX_VALUE;
    assertThat(fault(() -> late.report(reportData))).isEqualTo(DeviceFault.TSM_GENERATION);
    assertThat(kernel.tsm.reports).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL, tsm.refused",
    "ENXIO, tsm.no_report",
    "ENODEV, tsm.no_report",
    "EFBIG, tsm.too_large",
    "ENOTTY, vmpck.disabled",
    "ETIMEDOUT, vmm.timeout",
    "EBADMSG, response.unauthentic",
    "EIO, device.io",
    "ENOMEM, system.resources",
    "EACCES, device.permission",
    "OTHER, system.error"
  })
  void failedReportHasItsFaultAndIsNotTriedAgain(Errno errno, String code) {
    kernel.tsm.fail("read outblob", errno == Errno.OTHER ? Errno.EEXIST : errno);
    assertThat(fault().code()).isEqualTo(code);
    assertThat(kernel.tsm.writes).hasSize(1);
    kernel.tsm.fail("read auxblob", errno == Errno.OTHER ? Errno.EEXIST : errno);
    assertThat(fault().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "ENXIO, device.absent",
    "ENOENT, device.absent",
    "EACCES, device.permission",
    "EPERM, device.permission",
    "ENOMEM, system.resources",
    "EINVAL, system.error"
  })
  void instanceThatCannotBeMadeHasItsFault(Errno errno, String code) {
    kernel.tsm.fail("mkdir", errno);
    assertThat(fault().code()).isEqualTo(code);
  }

  @Test
  void takenNameLeadsToAnother() throws DeviceException {
    kernel.tsm.fail("mkdir", Errno.EEXIST, Errno.EEXIST);
    assertThat(report().report()).hasSize(1184);
    kernel.tsm.fail("mkdir", Collections.nCopies(8, Errno.EEXIST).toArray(Errno[]::new));
    assertThat(fault()).isEqualTo(DeviceFault.SYSTEM_ERROR);
  }

  @Test
  void removalIsTriedAgainWhileTheInstanceIsBusy() throws DeviceException {
    kernel.tsm.fail("rmdir", Errno.EBUSY, Errno.EINTR);
    assertThat(report().report()).hasSize(1184);
  }

  @Test
  void reportOfAnotherSizeIsRefused() {
    kernel.tsm.reportTail = new byte[20];
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_SIZE);
  }

  @Test
  void reportOverOtherDataIsRefused() {
    kernel.sevGuest.confusesReportData = true;
    assertThat(fault()).isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @Test
  void blobPastItsBoundIsRefused() {
    kernel.chunk = 4096;
    kernel.tsm.reportTail = new byte[32 << 10];
    assertThat(fault()).isEqualTo(DeviceFault.TSM_TOO_LARGE);
    kernel.tsm.reportTail = new byte[0];
    kernel.tsm.certificates = new byte[(64 << 10) + 1];
    assertThat(fault()).isEqualTo(DeviceFault.TSM_TOO_LARGE);
  }

  @Test
  void attributesThatDoNotReadAsDocumentedAreFaults() {
    kernel.tsm.fail("open provider", Errno.ENOENT);
    assertThat(fault()).isEqualTo(DeviceFault.TSM_MALFORMED);
    kernel.tsm.fail("open generation", Errno.ENOENT);
    assertThat(fault()).isEqualTo(DeviceFault.TSM_MALFORMED);
    kernel.tsm.provider = "x".repeat(300);
    assertThat(fault()).isEqualTo(DeviceFault.TSM_TOO_LARGE);
  }
}
