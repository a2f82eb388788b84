package dev.sealkeep.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.simulator.CertificateTable;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.ReportCheck;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.SnpGuest;
import dev.sealkeep.simulator.TestInstallation;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SevGuestDriverTest {
  private static final long OUTER = FakeMemory.BASE;
  private static final long REQUEST = FakeMemory.BASE + 0x1000;
  private static final long RESPONSE = FakeMemory.BASE + 0x2000;
  private static final long CERTIFICATES = FakeMemory.BASE + 0x4000;
  private static final long CALLERS_VALUE = 0x1122_3344_5566_7788L;
  private static final long NO_FIRMWARE_CALL = 0xFF;

  private final FakeMemory memory = new FakeMemory();
  private final List<String> problems = new ArrayList<>();

  @Test
  void reportBindsTheCallersBytes() throws Exception {
    assertThat(report(driver())).isEmpty();

    assertThat(u32(RESPONSE)).isZero();
    assertThat(u32(RESPONSE + 4)).isEqualTo(ReportField.REPORT_BYTES);
    assertThat(ReportEditor.read(reportInResponse(), ReportField.REPORT_DATA))
        .isEqualTo(TestInstallation.REPORT_DATA);
    assertThat(exitInfo2()).as("left alone after a success").isEqualTo(CALLERS_VALUE);
  }

  @Test
  void extendedReportComesWithCertificatesAndZerosBehindThem() throws Exception {
    assertThat(ext(driver(), 0x4000)).isEmpty();

    byte[] table = memory.at(CERTIFICATES, 0x4000);
    assertThat(ReportCheck.signed(reportInResponse(), table)).isTrue();
    assertThat(Arrays.copyOfRange(table, 0x3F00, 0x4000)).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x1000})
  void tooSmallABufferLearnsTheLengthAndKeepsTheKey(int length) throws Exception {
    SevGuestDriver driver = driver();

    assertThat(ext(driver, length)).hasValue(Errno.EIO);
    assertThat(exitInfo2()).isEqualTo(1L << 32);
    assertThat(u32(REQUEST + 104)).isEqualTo(0x2000);
    assertThat(ext(driver, 0x2000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 0x1001, 0x5000, -4096})
  void certificateBufferIsWholePagesUpToSixteenKilobytes(int length) throws Exception {
    assertThat(ext(driver(), length)).hasValue(Errno.EINVAL);
    assertThat(exitInfo2()).isEqualTo(NO_FIRMWARE_CALL);
  }

  @Test
  void versionZeroIsRefusedBeforeTheCallersStructureIsTouched() throws Exception {
    SevGuestDriver driver = driver();

    assertThat(call(driver, SevGuestDriver.GET_REPORT, 0, REQUEST, RESPONSE))
        .hasValue(Errno.EINVAL);
    assertThat(exitInfo2()).isEqualTo(CALLERS_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x12000, EINVAL",
    "0x11000, 0, EINVAL",
    "8, 0x12000, EFAULT",
    "0x11000, 8, EFAULT"
  })
  void pointersAreChecked(String request, String response, Errno expected) throws Exception {
    memory.put(REQUEST, new byte[96]);
    SevGuestDriver driver = driver();

    assertThat(
            call(driver, SevGuestDriver.GET_REPORT, 1, Long.decode(request), Long.decode(response)))
        .hasValue(expected);
    assertThat(report(driver)).as("the key is kept").isEmpty();
  }

  @Test
  void structureThatCannotBeReadOrWrittenIsABadAddress() throws Exception {
    SevGuestDriver driver = driver();

    assertThat(driver.ioctl(SevGuestDriver.GET_REPORT, 8, memory)).hasValue(Errno.EFAULT);
    memory.protect(OUTER);
    assertThat(call(driver, SevGuestDriver.GET_REPORT, 1, 0, 0)).hasValue(Errno.EFAULT);
  }

  @Test
  void unknownIoctlIsNoIoctlOfThisDevice() throws Exception {
    assertThat(call(driver(), 0xC020_5303, 1, REQUEST, RESPONSE)).hasValue(Errno.ENOTTY);
    assertThat(exitInfo2()).isEqualTo(NO_FIRMWARE_CALL);
  }

  @Test
  void keyStandsAtOffset32AndFollowsTheFieldSelection() throws Exception {
    SevGuestDriver driver = driver();

    assertThat(key(driver, 1, 0)).isEmpty();
    byte[] plain = memory.at(RESPONSE, 64);
    assertThat(key(driver, 1, 1 << 3)).isEmpty();
    byte[] measured = memory.at(RESPONSE, 64);

    assertThat(Arrays.copyOf(plain, 32)).containsOnly(0);
    assertThat(Arrays.copyOfRange(plain, 32, 64))
        .isNotEqualTo(new byte[32])
        .isNotEqualTo(Arrays.copyOfRange(measured, 32, 64));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x40, 0x16",
    "2, 0x40, 0x16",
    "1, 0x80, 0x16",
    "1, 0x8000000000000000, 0x16",
    "2, 0, 0",
    "3, 0, 0x16"
  })
  void firmwareRefusesFieldsThatTheMessageCannotCarry(int version, String fields, String status)
      throws Exception {
    assertThat(key(driver(), version, Long.parseUnsignedLong(fields.replace("0x", ""), 16)))
        .isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(Integer.decode(status));
  }

  @Test
  void absentVlekAndMigrationRootAreInvalidKeys() throws Exception {
    SevGuestDriver driver = driver();

    memory.put(REQUEST, keyRequest(2 << 1, 0, 0));
    assertThat(call(driver, SevGuestDriver.GET_DERIVED_KEY)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(0x27);
    memory.put(REQUEST, keyRequest(1 | 1 << 1, 0, 0));
    assertThat(call(driver, SevGuestDriver.GET_DERIVED_KEY)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(0x27);
    memory.put(REQUEST, keyRequest(3 << 1, 0, 0));
    assertThat(call(driver, SevGuestDriver.GET_DERIVED_KEY)).isEmpty();
    assertThat(u32(RESPONSE)).as("a reserved selection").isEqualTo(0x16);
  }

  @Test
  void vmplBelowTheVmpckIsRefusedByStatusAndTheKeyIsKept() throws Exception {
    SnpGuest guest =
        TestInstallation.of(Product.GENOA)
            .processor(1)
            .launch(
                GuestConfiguration.of(TestInstallation.MEASUREMENT).vmpck(1).build(),
                TestInstallation.random("guest"));
    SevGuestDriver driver = driver(guest);

    assertThat(report(driver)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(0x16);
    assertThat(u32(RESPONSE + 4)).isZero();
    memory.put(REQUEST, keyRequest(1 << 1, 0, 1));
    assertThat(call(driver, SevGuestDriver.GET_DERIVED_KEY)).isEmpty();
    assertThat(u32(RESPONSE)).isZero();
    assertThat(driver.vmpck()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "report:fw=0x16, EIO, 16",
    "report:fw=0xffffffff, EIO, ffffffff",
    "report:vmm=2, ETIMEDOUT, 200000000",
    "report:vmm=7, EIO, 700000000",
    "report:errno=EBADMSG, EBADMSG, 1122334455667788",
    "report:errno=EIO, EIO, ff",
    "report:errno=ETIMEDOUT, ETIMEDOUT, 200000000",
    "report:errno=ENOTTY, ENOTTY, ff"
  })
  void failedExchangeDisablesTheKeyUntilReboot(String fault, Errno errno, String exitInfo2)
      throws Exception {
    SevGuestDriver driver = driver(fault + "*1");

    assertThat(report(driver)).hasValue(errno);
    assertThat(exitInfo2()).isEqualTo(Long.parseUnsignedLong(exitInfo2, 16));
    assertThat(report(driver)).hasValue(Errno.ENOTTY);
    assertThat(exitInfo2()).isEqualTo(NO_FIRMWARE_CALL);
    assertThat(key(driver, 1, 0)).hasValue(Errno.ENOTTY);
    assertThat(ext(driver, 0x4000)).hasValue(Errno.ENOTTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENOMEM", "EFAULT", "EINTR", "EINVAL"})
  void errorBeforeTheExchangeKeepsTheKey(String errno) throws Exception {
    SevGuestDriver driver = driver("key:errno=" + errno + "*1");

    assertThat(key(driver, 1, 0)).hasValue(Errno.valueOf(errno));
    assertThat(key(driver, 1, 0)).isEmpty();
  }

  @Test
  void injectedLengthErrorAsksForOnePageMoreAndKeepsTheKey() throws Exception {
    SevGuestDriver driver = driver("ext-report:vmm=1*1");

    assertThat(ext(driver, 0x2000)).hasValue(Errno.EIO);
    assertThat(exitInfo2()).isEqualTo(1L << 32);
    assertThat(u32(REQUEST + 104)).isEqualTo(0x3000);
    assertThat(ext(driver, 0x3000)).isEmpty();
  }

  @Test
  void injectedStatusComesWithSuccess() throws Exception {
    SevGuestDriver driver = driver("key:status=0x27*1", "report:status=0x1*1");

    assertThat(key(driver, 1, 0)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(0x27);
    assertThat(memory.at(RESPONSE + 32, 32)).containsOnly(0);
    assertThat(report(driver)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(1);
    assertThat(report(driver)).isEmpty();
    assertThat(u32(RESPONSE)).isZero();
  }

  @Test
  void injectedDamageReachesTheCaller() throws Exception {
    SevGuestDriver driver =
        driver(
            "ext-report:zero*1",
            "ext-report:garbled@2*1",
            "ext-report:short=100@3*1",
            "ext-report:wrong-data@4*1",
            "ext-report:no-certs@5*1",
            "key:zero*1");

    assertThat(ext(driver, 0x4000)).isEmpty();
    assertThat(reportInResponse()).containsOnly(0);
    assertThat(ext(driver, 0x4000)).isEmpty();
    assertThat(ReportCheck.signed(reportInResponse(), memory.at(CERTIFICATES, 0x4000))).isFalse();
    assertThat(ext(driver, 0x4000)).isEmpty();
    assertThat(u32(RESPONSE + 4)).isEqualTo(100);
    assertThat(memory.at(RESPONSE + 132, 1000)).containsOnly(0);
    assertThat(ext(driver, 0x4000)).isEmpty();
    assertThat(ReportCheck.signed(reportInResponse(), memory.at(CERTIFICATES, 0x4000))).isTrue();
    assertThat(ReportEditor.read(reportInResponse(), ReportField.REPORT_DATA))
        .isNotEqualTo(TestInstallation.REPORT_DATA);
    assertThat(ext(driver, 0x4000)).isEmpty();
    assertThat(memory.at(CERTIFICATES, 0x4000)).containsOnly(0);
    assertThat(key(driver, 1, 0)).isEmpty();
    assertThat(memory.at(RESPONSE, 64)).containsOnly(0);
  }

  @Test
  void machineThatCannotBeReadIsAnInputOutputError() throws Exception {
    SnpGuest guest = TestInstallation.guest(Product.GENOA);
    SevGuestDriver driver =
        new SevGuestDriver(
            new RunningGuest() {
              @Override
              public SnpGuest guest() {
                return guest;
              }

              @Override
              public List<CertificateTable.Entry> furtherCertificates() throws IOException {
                throw new IOException("no such file");
              }
            },
            FaultPlan.none(),
            problems::add);

    assertThat(report(driver)).hasValue(Errno.EIO);
    assertThat(problems).containsExactly("the machine cannot be read: no such file");
  }

  @Test
  void endOfTheSimulatorIsNoAnswer() throws Exception {
    SevGuestDriver driver = driver("report:gone");

    assertThatThrownBy(() -> report(driver)).isInstanceOf(SimulatorGoneException.class);
  }

  @Test
  void requestIsReadAsLittleEndianWithItsReservedBytesZero() throws Exception {
    SevGuestDriver driver = driver();
    byte[] request = reportRequest();
    request[95] = 1;
    memory.put(REQUEST, request);

    assertThat(call(driver, SevGuestDriver.GET_REPORT)).isEmpty();
    assertThat(u32(RESPONSE)).isEqualTo(0x16);
    request[95] = 0;
    request[64] = 2;
    memory.put(REQUEST, request);
    assertThat(call(driver, SevGuestDriver.GET_REPORT)).isEmpty();
    assertThat(HexFormat.of().formatHex(ReportEditor.read(reportInResponse(), ReportField.VMPL)))
        .isEqualTo("02000000");
  }

  private SevGuestDriver driver(String... faults) throws IOException {
    return new SevGuestDriver(
        RunningGuest.of(TestInstallation.guest(Product.GENOA)),
        FaultPlan.of(faults),
        problems::add);
  }

  private SevGuestDriver driver(SnpGuest guest) throws IOException {
    return new SevGuestDriver(RunningGuest.of(guest), FaultPlan.none(), problems::add);
  }

  private Optional<Errno> report(SevGuestDriver driver) throws IOException {
    memory.put(REQUEST, reportRequest());
    return call(driver, SevGuestDriver.GET_REPORT);
  }

  private Optional<Errno> ext(SevGuestDriver driver, int length) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(112).order(ByteOrder.LITTLE_ENDIAN);
    request.put(reportRequest()).putLong(CERTIFICATES).putInt(length);
    memory.put(REQUEST, request.array());
    memory.put(CERTIFICATES, TestInstallation.filled(0x4000, 0xEE));
    return call(driver, SevGuestDriver.GET_EXT_REPORT);
  }

  private Optional<Errno> key(SevGuestDriver driver, int version, long fields) throws IOException {
    memory.put(REQUEST, keyRequest(1 << 1, fields, 0));
    return call(driver, SevGuestDriver.GET_DERIVED_KEY, version, REQUEST, RESPONSE);
  }

  private Optional<Errno> call(SevGuestDriver driver, int ioctl) throws IOException {
    return call(driver, ioctl, 1, REQUEST, RESPONSE);
  }

  private Optional<Errno> call(
      SevGuestDriver driver, int ioctl, int version, long request, long response)
      throws IOException {
    ByteBuffer outer = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    outer.put(0, (byte) version).putLong(8, request).putLong(16, response);
    memory.put(OUTER, outer.putLong(24, CALLERS_VALUE).array());
    return driver.ioctl(ioctl, OUTER, memory);
  }

  private static byte[] reportRequest() {
    return Arrays.copyOf(TestInstallation.REPORT_DATA, 96);
  }

  private static byte[] keyRequest(int root, long fields, int vmpl) {
    ByteBuffer request = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    return request.putInt(0, root).putLong(8, fields).putInt(16, vmpl).array();
  }

  private byte[] reportInResponse() {
    return memory.at(RESPONSE + 32, ReportField.REPORT_BYTES);
  }

  private long exitInfo2() {
    return ByteBuffer.wrap(memory.at(OUTER + 24, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private int u32(long address) {
    return ByteBuffer.wrap(memory.at(address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
