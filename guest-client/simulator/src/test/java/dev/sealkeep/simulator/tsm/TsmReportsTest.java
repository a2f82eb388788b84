package dev.sealkeep.simulator.tsm;

import static dev.sealkeep.simulator.tsm.TsmFixture.ascii;
import static dev.sealkeep.simulator.tsm.TsmFixture.blob;
import static dev.sealkeep.simulator.tsm.TsmFixture.errno;
import static dev.sealkeep.simulator.tsm.TsmFixture.open;
import static dev.sealkeep.simulator.tsm.TsmFixture.put;
import static dev.sealkeep.simulator.tsm.TsmFixture.read;
import static dev.sealkeep.simulator.tsm.TsmFixture.reports;
import static dev.sealkeep.simulator.tsm.TsmFixture.text;
import static dev.sealkeep.simulator.tsm.TsmFixture.withInstance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SystemCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsmReportsTest {
  private static final byte[] DATA = TestInstallation.REPORT_DATA;

  @Test
  void instanceIsPopulatedWhenItIsMade() throws Exception {
    TsmReports reports = reports();

    assertThat(reports.list("/x")).isEqualTo(SystemCall.failed(Errno.ENOENT));
    assertThat(reports.makeDirectory("/x")).isEmpty();
    assertThat(reports.list("/")).isEqualTo(SystemCall.done(List.of("x")));
    assertThat(reports.list("/x"))
        .isEqualTo(
            SystemCall.done(
                List.of(
                    "inblob",
                    "outblob",
                    "auxblob",
                    "provider",
                    "generation",
                    "privlevel",
                    "privlevel_floor")));
    assertThat(text(reports, "/x/provider")).isEqualTo("sev_guest\n");
    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
    assertThat(text(reports, "/x/privlevel_floor")).isEqualTo("0\n");
  }

  @Test
  void reportBindsTheInblobAndComesWithItsCertificates() throws Exception {
    TsmReports reports = withInstance();
    put(reports, DATA);
    byte[] report = blob(reports, "/x/outblob");

    assertThat(report).hasSize(ReportField.REPORT_BYTES);
    assertThat(ReportEditor.read(report, ReportField.REPORT_DATA)).isEqualTo(DATA);
    assertThat(ReportCheck.signed(report, blob(reports, "/x/auxblob"))).isTrue();
    assertThat(text(reports, "/x/generation")).isEqualTo("1\n");
  }

  @Test
  void blobIsHandedOverAtCloseAndNotBefore() throws Exception {
    TsmReports reports = withInstance();
    TsmFile inblob = open(reports, "/x/inblob", false);
    assertThat(inblob.write(0, DATA)).isEqualTo(SystemCall.done(64));

    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.EINVAL);
    inblob.flush();
    assertThat(text(reports, "/x/generation")).isEqualTo("1\n");
    inblob.close();
    assertThat(text(reports, "/x/generation")).as("once alone").isEqualTo("1\n");
  }

  @Test
  void closeWithoutAWriteHandsNothingOver() throws Exception {
    TsmReports reports = withInstance();
    open(reports, "/x/inblob", false).close();

    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
  }

  @Test
  void blobMayBeWrittenInParts() throws Exception {
    TsmReports reports = withInstance();
    TsmFile inblob = open(reports, "/x/inblob", false);
    for (int i = 0; i < 64; i += 16) {
      assertThat(inblob.write(i, TestInstallation.filled(16, 0x52))).isEqualTo(SystemCall.done(16));
    }
    inblob.close();

    assertThat(ReportEditor.read(blob(reports, "/x/outblob"), ReportField.REPORT_DATA))
        .isEqualTo(DATA);
  }

  @Test
  void writePast64BytesIsTooBigAndLeavesNoUsableInblob() throws Exception {
    TsmReports reports = withInstance();
    put(reports, DATA);
    TsmFile inblob = open(reports, "/x/inblob", false);

    assertThat(inblob.write(0, new byte[65])).isEqualTo(SystemCall.failed(Errno.EFBIG));
    inblob.close();
    assertThat(text(reports, "/x/generation")).isEqualTo("2\n");
    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 63})
  void shorterInblobIsTakenAndRefusedWhenTheReportIsMade(int length) throws Exception {
    TsmReports reports = withInstance();
    put(reports, new byte[length]);

    assertThat(text(reports, "/x/generation")).isEqualTo("1\n");
    assertThat(errno(reports, "/x/outblob")).isEqualTo(Errno.EINVAL);
  }

  @Test
  void reportIsMadeOnceForEachGeneration() throws Exception {
    TsmReports reports = reports("ext-report:errno=ENOMEM@3");
    reports.makeDirectory("/x");
    put(reports, DATA);
    blob(reports, "/x/outblob");
    blob(reports, "/x/auxblob");
    blob(reports, "/x/outblob");
    put(reports, DATA);
    blob(reports, "/x/outblob");
    put(reports, DATA);

    assertThat(errno(reports, "/x/outblob")).as("a third report").isEqualTo(Errno.ENOMEM);
  }

  @Test
  void descriptorKeepsTheSnapshotOfItsFirstRead() throws Exception {
    TsmReports reports = withInstance();
    put(reports, DATA);
    TsmFile outblob = open(reports, "/x/outblob", true);
    byte[] first = read(outblob, 0, 4096);
    put(reports, new byte[64]);

    assertThat(read(outblob, 0, 4096)).isEqualTo(first);
    assertThat(blob(reports, "/x/outblob")).isNotEqualTo(first);
    assertThat(read(outblob, 1184, 4096)).isEmpty();
    assertThat(read(outblob, 1180, 4096)).hasSize(4);
  }

  @Test
  void failedReadLeavesNoSnapshot() throws Exception {
    TsmReports reports = reports("outblob:errno=EWOULDBLOCK*2");
    reports.makeDirectory("/x");
    put(reports, DATA);
    TsmFile outblob = open(reports, "/x/outblob", true);

    assertThat(outblob.read(0, 4096)).isEqualTo(SystemCall.failed(Errno.EAGAIN));
    assertThat(outblob.read(0, 4096)).isEqualTo(SystemCall.failed(Errno.EAGAIN));
    assertThat(read(outblob, 0, 4096)).hasSize(1184);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3", "0x2", "01", "2\n", "+1"})
  void privlevelTakesTheKernelsNumbers(String value) throws Exception {
    TsmReports reports = withInstance();
    TsmFile privlevel = open(reports, "/x/privlevel", false);

    assertThat(privlevel.write(0, ascii(value))).isEqualTo(SystemCall.done(value.length()));
    assertThat(text(reports, "/x/generation")).isEqualTo("1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "4, EINVAL",
    "-1, EINVAL",
    "x, EINVAL",
    "'', EINVAL",
    "08, EINVAL",
    "0x, EINVAL",
    "'1\n\n', EINVAL",
    "99999999999, ERANGE"
  })
  void otherPrivlevelsAreRefusedAtTheWrite(String value, Errno errno) throws Exception {
    TsmReports reports = withInstance();

    assertThat(open(reports, "/x/privlevel", false).write(0, ascii(value)))
        .isEqualTo(SystemCall.failed(errno));
    assertThat(text(reports, "/x/generation")).isEqualTo("0\n");
  }

  @Test
  void privlevelStandsInTheReportAndIsNotBelowTheFloor() throws Exception {
    TsmReports reports = reports(1);
    reports.makeDirectory("/x");
    put(reports, DATA);

    assertThat(text(reports, "/x/privlevel_floor")).isEqualTo("1\n");
    assertThat(errno(reports, "/x/outblob")).as("level 0 by default").isEqualTo(Errno.EINVAL);
    assertThat(open(reports, "/x/privlevel", false).write(0, ascii("0")))
        .isEqualTo(SystemCall.failed(Errno.EINVAL));
    assertThat(open(reports, "/x/privlevel", false).write(0, ascii("2")))
        .isEqualTo(SystemCall.done(1));
    assertThat(ReportEditor.read(blob(reports, "/x/outblob"), ReportField.VMPL)[0])
        .isEqualTo((byte) 2);
  }

  @ParameterizedTest
  @EnumSource(TsmAttribute.class)
  void modeHoldsForRootToo(TsmAttribute attribute) throws Exception {
    TsmReports reports = TsmFixture.belowSvsm();
    reports.makeDirectory("/x");
    String path = "/x/" + attribute.fileName();
    boolean readable = attribute.mode() == 0444;

    assertThat(reports.open(path, readable, !readable)).isInstanceOf(SystemCall.Done.class);
    assertThat(reports.open(path, !readable, readable)).isEqualTo(SystemCall.failed(Errno.EACCES));
    assertThat(reports.open(path, true, true)).isEqualTo(SystemCall.failed(Errno.EACCES));
    assertThat(reports.look(path)).isEqualTo(SystemCall.done(new TsmReports.Node.File(attribute)));
  }

  @Test
  void directoriesAreMadeAndRemovedOnlyAtTheTop() throws Exception {
    TsmReports reports = withInstance();

    assertThat(reports.makeDirectory("/x")).hasValue(Errno.EEXIST);
    assertThat(reports.makeDirectory("/x/y")).hasValue(Errno.EPERM);
    assertThat(reports.removeDirectory("/x/inblob")).hasValue(Errno.EPERM);
    assertThat(reports.removeDirectory("/y")).hasValue(Errno.ENOENT);
    assertThat(reports.open("/x/manifestblob", true, false))
        .isEqualTo(SystemCall.failed(Errno.ENOENT));
    TsmFile open = open(reports, "/x/provider", true);
    assertThat(reports.removeDirectory("/x")).hasValue(Errno.EBUSY);
    open.close();
    open.close();
    assertThat(reports.removeDirectory("/x")).isEmpty();
    assertThat(reports.look("/x")).isEqualTo(SystemCall.failed(Errno.ENOENT));
  }

  @Test
  void instancesAreBounded() throws Exception {
    TsmReports reports = reports();
    for (int i = 0; i < TsmReports.MOST_INSTANCES; i++) {
      assertThat(reports.makeDirectory("/" + i)).isEmpty();
    }
    assertThat(reports.makeDirectory("/more")).hasValue(Errno.ENOMEM);
  }

  @Test
  void instancesDoNotShareInputs() throws Exception {
    TsmReports reports = withInstance();
    reports.makeDirectory("/y");
    put(reports, DATA);

    assertThat(errno(reports, "/y/outblob")).isEqualTo(Errno.EINVAL);
    assertThat(text(reports, "/y/generation")).isEqualTo("0\n");
  }
}
