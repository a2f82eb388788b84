package dev.sealkeep.simulator.tsm;

import static dev.sealkeep.simulator.tsm.TsmFixture.ascii;
import static dev.sealkeep.simulator.tsm.TsmFixture.blob;
import static dev.sealkeep.simulator.tsm.TsmFixture.errno;
import static dev.sealkeep.simulator.tsm.TsmFixture.open;
import static dev.sealkeep.simulator.tsm.TsmFixture.put;
import static dev.sealkeep.simulator.tsm.TsmFixture.reports;
import static dev.sealkeep.simulator.tsm.TsmFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsmFaultTest {
  private static final byte[] DATA = TestInstallation.REPORT_DATA;

  @Test
  void firmwareAndHypervisorFailuresComeThroughAsTheDriverGivesThem() throws Exception {
    assertThat(errnoUnder("ext-report:status=0x16")).isEqualTo(Errno.EINVAL);
    assertThat(errnoUnder("ext-report:status=0x27")).isEqualTo(Errno.EINVAL);
    assertThat(errnoUnder("ext-report:status=0x1")).isEqualTo(Errno.ENXIO);
    assertThat(errnoUnder("ext-report:fw=0x16")).isEqualTo(Errno.EIO);
    assertThat(errnoUnder("ext-report:vmm=1")).isEqualTo(Errno.EIO);
    assertThat(errnoUnder("ext-report:errno=EBADMSG")).isEqualTo(Errno.EBADMSG);
  }

  @Test
  void disabledKeyStaysDisabledForConfigfsToo() throws Exception {
    TsmReports reports = reports("ext-report:fw=0x16*1");
    reports.makeDirectory("/x");
    put(reports, DATA);

    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.EIO);
    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.ENOTTY);
  }

  @Test
  void everyErrorCanBeInjectedIntoEveryAttribute() throws Exception {
    for (TsmAttribute attribute : TsmAttribute.values()) {
      for (Errno errno : Errno.values()) {
        TsmReports reports = TsmFixture.belowSvsm(attribute.fileName() + ":errno=" + errno);
        reports.makeDirectory("/x");
        boolean readable = attribute.mode() == 0444;
        TsmFile file = open(reports, "/x/" + attribute.fileName(), readable);
        SystemCall<?> outcome = readable ? file.read(0, 4096) : file.write(0, ascii("0"));
        assertThat(outcome).as("%s", attribute).isEqualTo(SystemCall.failed(errno));
      }
    }
  }

  @Test
  void directoriesCanFail() throws Exception {
    TsmReports reports = reports("mkdir:errno=ENXIO*1", "rmdir:errno=EBUSY*1");

    assertThat(reports.makeDirectory("/x")).hasValue(Errno.ENXIO);
    assertThat(reports.makeDirectory("/x")).isEmpty();
    assertThat(reports.removeDirectory("/x")).hasValue(Errno.EBUSY);
    assertThat(reports.removeDirectory("/x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inblob", "outblob", "auxblob", "generation", "provider"})
  void interloperIsSeenInTheGeneration(String at) throws Exception {
    TsmReports reports = reports(at + ":interloper*1");
    reports.makeDirectory("/x");
    put(reports, DATA);
    text(reports, "/x/provider");
    blob(reports, "/x/outblob");
    blob(reports, "/x/auxblob");

    assertThat(text(reports, "/x/generation")).isEqualTo("2\n");
  }

  @Test
  void interloperGetsTheReport() throws Exception {
    TsmReports reports = reports("outblob:interloper");
    reports.makeDirectory("/x");
    put(reports, DATA);

    assertThat(ReportEditor.read(blob(reports, "/x/outblob"), ReportField.REPORT_DATA))
        .isNotEqualTo(DATA);
  }

  @Test
  void lostHandOverIsSeenInTheGenerationAlone() throws Exception {
    TsmReports reports = reports("inblob:lost*1");
    reports.makeDirectory("/x");
    put(reports, DATA);
    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
    put(reports, DATA);
    assertThat(text(reports, "/x/generation")).isEqualTo("1\n");
  }

  @Test
  void errorOfALongWriteCanBeChosen() throws Exception {
    TsmReports reports = reports("inblob:past-end=EINVAL");
    reports.makeDirectory("/x");
    TsmFile inblob = open(reports, "/x/inblob", false);

    assertThat(inblob.write(0, new byte[65])).isEqualTo(SystemCall.failed(Errno.EINVAL));
    assertThat(inblob.write(0, DATA)).isEqualTo(SystemCall.done(64));
  }

  @Test
  void blobsCanBeDamaged() throws Exception {
    TsmReports reports =
        reports(
            "outblob:short=100*1",
            "outblob:garbled@2*1",
            "outblob:zero@3*1",
            "outblob:wrong-data@4*1",
            "auxblob:short=0@2*1",
            "generation:says=7",
            "provider:says=arm_cca_guest");
    reports.makeDirectory("/x");
    put(reports, DATA);
    byte[] table = blob(reports, "/x/auxblob");

    assertThat(blob(reports, "/x/outblob")).hasSize(100);
    assertThat(ReportCheck.signed(blob(reports, "/x/outblob"), table)).isFalse();
    assertThat(blob(reports, "/x/outblob")).hasSize(1184).containsOnly(0);
    byte[] wrong = blob(reports, "/x/outblob");
    assertThat(ReportCheck.signed(wrong, table)).isTrue();
    assertThat(ReportEditor.read(wrong, ReportField.REPORT_DATA)).isNotEqualTo(DATA);
    assertThat(ReportEditor.read(blob(reports, "/x/outblob"), ReportField.REPORT_DATA))
        .isEqualTo(DATA);
    assertThat(blob(reports, "/x/auxblob")).isEmpty();
    assertThat(text(reports, "/x/generation")).isEqualTo("7\n");
    assertThat(text(reports, "/x/provider")).isEqualTo("arm_cca_guest\n");
  }

  @Test
  void endOfTheSimulatorIsNoAnswer() throws Exception {
    TsmReports reports = reports("mkdir:gone");

    assertThatThrownBy(() -> reports.makeDirectory("/x"))
        .isInstanceOf(SimulatorGoneException.class);
  }

  private static Errno errnoUnder(String fault) throws IOException {
    TsmReports reports = reports(fault);
    reports.makeDirectory("/x");
    put(reports, DATA);
    return errno(reports, "/x/outblob");
  }
}
