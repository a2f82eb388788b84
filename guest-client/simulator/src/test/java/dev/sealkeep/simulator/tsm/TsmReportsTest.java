package dev.sealkeep.simulator.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    TsmReports reports = withInstance();
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
        TsmReports reports = reports(attribute.fileName() + ":errno=" + errno);
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

  private static TsmReports reports(String... faults) throws IOException {
    return reports(0, FaultPlan.of(faults));
  }

  private static TsmReports reports(int vmpck) throws IOException {
    return reports(vmpck, FaultPlan.none());
  }

  private static TsmReports reports(int vmpck, FaultPlan faults) throws IOException {
    GuestConfiguration guest =
        GuestConfiguration.of(TestInstallation.MEASUREMENT).vmpck(vmpck).build();
    RunningGuest running =
        RunningGuest.of(
            TestInstallation.of(Product.GENOA)
                .processor(1)
                .launch(guest, TestInstallation.random("guest")));
    return new TsmReports(
        new SevGuestDriver(
            running,
            faults,
            problem -> {
              throw new AssertionError(problem);
            }),
        faults);
  }

  private static TsmReports withInstance() throws IOException {
    TsmReports reports = reports();
    reports.makeDirectory("/x");
    return reports;
  }

  private static void put(TsmReports reports, byte[] inblob) throws IOException {
    TsmFile file = open(reports, "/x/inblob", false);
    assertThat(file.write(0, inblob)).isEqualTo(SystemCall.done(inblob.length));
    file.close();
  }

  private static TsmFile open(TsmReports reports, String path, boolean read) {
    return value(reports.open(path, read, !read));
  }

  private static byte[] blob(TsmReports reports, String path) throws IOException {
    TsmFile file = open(reports, path, true);
    byte[] bytes = read(file, 0, 1 << 16);
    file.close();
    return bytes;
  }

  private static String text(TsmReports reports, String path) throws IOException {
    return new String(blob(reports, path), StandardCharsets.UTF_8);
  }

  private static byte[] read(TsmFile file, long offset, int length) throws IOException {
    return value(file.read(offset, length));
  }

  private static Errno errno(TsmReports reports, String path) throws IOException {
    TsmFile file = open(reports, path, true);
    SystemCall<byte[]> outcome = file.read(0, 4096);
    file.close();
    return switch (outcome) {
      case SystemCall.Failed<byte[]>(Errno errno) -> errno;
      case SystemCall.Done<byte[]>(byte[] bytes) ->
          throw new AssertionError("read " + bytes.length + " bytes");
    };
  }

  private static <T> T value(SystemCall<T> outcome) {
    return switch (outcome) {
      case SystemCall.Done<T>(T value) -> value;
      case SystemCall.Failed<T>(Errno errno) -> throw new AssertionError(errno);
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
