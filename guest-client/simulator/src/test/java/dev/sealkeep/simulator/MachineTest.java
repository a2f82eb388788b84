package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  private static final TcbVersion FIRST = Product.GENOA.initialTcb();
  private static final TcbVersion SECOND = FIRST.withSnp(26);

  @TempDir Path directory;

  @BeforeEach
  void makeMachine() throws IOException {
    TestInstallation.of(Product.GENOA).store(directory);
    SimulatedGuestFile.of(GuestConfiguration.of(TestInstallation.MEASUREMENT).vmpck(1).build())
        .write(directory);
  }

  @Test
  void guestStaysTheSameWhileItsFirmwareChanges() throws Exception {
    Machine machine = launch();
    byte[] before = report(machine);
    FirmwareFile.of(FIRST).withCurrent(SECOND).write(directory);
    byte[] updated = report(machine);
    FirmwareFile.of(FIRST).withCurrent(SECOND).withCommit().withReported(FIRST).write(directory);
    byte[] committed = report(machine);

    assertThat(field(updated, ReportField.REPORT_ID))
        .isEqualTo(field(before, ReportField.REPORT_ID));
    assertThat(field(updated, ReportField.CURRENT_TCB)).isEqualTo(SECOND.encode());
    assertThat(field(updated, ReportField.COMMITTED_TCB)).isEqualTo(FIRST.encode());
    assertThat(field(updated, ReportField.LAUNCH_TCB)).isEqualTo(FIRST.encode());
    assertThat(field(committed, ReportField.COMMITTED_TCB)).isEqualTo(SECOND.encode());
    assertThat(field(committed, ReportField.REPORTED_TCB)).isEqualTo(FIRST.encode());
  }

  @Test
  void laterLaunchStartsOnTheUpdatedFirmware() throws Exception {
    FirmwareFile.of(FIRST).withCurrent(SECOND).write(directory);
    byte[] report = report(launch());

    assertThat(field(report, ReportField.LAUNCH_TCB)).isEqualTo(SECOND.encode());
    assertThat(field(report, ReportField.REPORTED_TCB)).isEqualTo(FIRST.encode());
    assertThat(field(report, ReportField.REPORT_ID))
        .isNotEqualTo(field(report(launch()), ReportField.REPORT_ID));
  }

  @Test
  void committedFirmwareIsNotRolledBack() throws Exception {
    FirmwareFile.of(SECOND).write(directory);
    Machine machine = launch();
    FirmwareFile.of(FIRST).write(directory);

    assertThatIOException()
        .isThrownBy(machine::guest)
        .withMessageContaining("the committed TCB is above the new current TCB");
  }

  @Test
  void vmpckIsThatOfTheDescription() throws Exception {
    assertThat(launch().guest().configuration().vmpck()).isEqualTo(1);
  }

  @Test
  void wrongFirmwareFileNamesItsFault() throws Exception {
    Path file = directory.resolve(FirmwareFile.FILE_NAME);
    Files.writeString(file, "current = 00\n");
    assertThatIOException()
        .isThrownBy(this::launch)
        .withMessage(file + ": the keys are current, committed and reported");
    Files.writeString(file, "current = 00\ncommitted = 00\nreported = 00\n");
    assertThatIOException()
        .isThrownBy(this::launch)
        .withMessage(file + ": a TCB has 8 bytes, not 1");
  }

  private Machine launch() throws IOException {
    return Machine.launch(directory, new SecureRandom());
  }

  private static byte[] report(Machine machine) throws IOException {
    return machine
        .guest()
        .report(new ReportRequest(TestInstallation.REPORT_DATA, 1, KeySelection.VCEK));
  }

  private static byte[] field(byte[] report, ReportField field) {
    return ReportEditor.read(report, field);
  }
}
