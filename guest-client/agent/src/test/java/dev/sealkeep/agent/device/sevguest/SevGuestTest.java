package dev.sealkeep.agent.device.sevguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.agent.device.FakeKernel;
import dev.sealkeep.agent.device.SevGuestModel;
import dev.sealkeep.agent.device.SevGuestModel.Incident;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.fault.FirmwareStatus;
import dev.sealkeep.agent.device.report.SnpReport;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device over a model of its driver. */
final class SevGuestTest {
  private static final KeyRequest MEASURED =
      new KeyRequest(RootKey.VCEK, Set.of(GuestField.MEASUREMENT), 0, 0, 0);

  private final FakeKernel kernel = new FakeKernel();
  private final SevGuest device = new SevGuest(kernel, kernel.sevGuestPath);

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(kernel.openFiles()).isZero();
  }

  private static byte[] reportData() {
    byte[] data = new byte[64];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i + 1);
    }
    return data;
  }

  private static DeviceFault fault(ThrowingCallable call) {
    DeviceException failed = catchThrowableOfType(DeviceException.class, call);
    assertThat(failed).isNotNull();
    return failed.problem().fault();
  }

  private byte[] derive(KeyRequest request) throws DeviceException {
    try (SecretBytes key = device.derivedKey(request)) {
      return key.bytes(SecretAccess.get()).clone();
    }
  }

  @Test
  void reportCarriesTheDataAndTheHostsTable() throws DeviceException {
    kernel.sevGuest.certificates = new byte[5000];
    Arrays.fill(kernel.sevGuest.certificates, (byte) 7);
    SnpReport report = device.report(reportData());
    assertThat(Arrays.copyOfRange(report.report(), 0x50, 0x90)).isEqualTo(reportData());
    assertThat(report.report()).hasSize(1184);
    assertThat(report.certificates())
        .hasSize(16384)
        .isEqualTo(Arrays.copyOf(kernel.sevGuest.certificates, 16384));
    assertThat(kernel.sevGuest.requests).containsExactly(SevGuestModel.GET_EXTENDED_REPORT);
  }

  @Test
  void noTableIsAnEmptyOne() throws DeviceException {
    assertThat(device.report(reportData()).certificates()).isEmpty();
  }

  @Test
  void tableThatFitsAfterAllIsAskedForOnceMore() throws DeviceException {
    kernel.sevGuest.certificates = new byte[] {1};
    kernel.sevGuest.incidents.add(new Incident.TooSmall(0x2000));
    assertThat(device.report(reportData()).certificates()).hasSize(16384);
    assertThat(kernel.sevGuest.requests)
        .containsExactly(SevGuestModel.GET_EXTENDED_REPORT, SevGuestModel.GET_EXTENDED_REPORT);
  }

  @Test
  void tableThatKeepsGrowingIsLeftOut() throws DeviceException {
    kernel.sevGuest.incidents.add(new Incident.TooSmall(0x2000));
    kernel.sevGuest.incidents.add(new Incident.TooSmall(0x3000));
    assertThat(device.report(reportData()).certificates()).isEmpty();
    assertThat(kernel.sevGuest.requests).endsWith(SevGuestModel.GET_REPORT).hasSize(3);
  }

  @Test
  void tableThatIsTooLargeForTheDriverIsLeftOut() throws DeviceException {
    kernel.sevGuest.certificates = new byte[0x4001];
    SnpReport report = device.report(reportData());
    assertThat(report.certificates()).isEmpty();
    assertThat(Arrays.copyOfRange(report.report(), 0x50, 0x90)).isEqualTo(reportData());
    assertThat(kernel.sevGuest.requests)
        .containsExactly(SevGuestModel.GET_EXTENDED_REPORT, SevGuestModel.GET_REPORT);
    assertThat(kernel.sevGuest.disabled).isFalse();
  }

  @Test
  void reportOverOtherDataIsRefused() {
    kernel.sevGuest.confusesReportData = true;
    assertThat(fault(() -> device.report(reportData())))
        .isEqualTo(DeviceFault.REPORT_DATA_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({"0", "1183", "1185", "4000", "-1"})
  void reportOfAnotherSizeIsRefused(int bytes) {
    kernel.sevGuest.reportBytes = bytes;
    assertThat(fault(() -> device.report(reportData()))).isEqualTo(DeviceFault.REPORT_SIZE);
  }

  @Test
  void keyIsTheThirtyTwoBytesBehindTheHeader() throws DeviceException {
    byte[] key = derive(MEASURED);
    assertThat(key).isEqualTo(SevGuestModel.key(kernel.sevGuest.keyRequests.getFirst()));
    assertThat(kernel.sevGuest.requests).containsExactly(SevGuestModel.GET_KEY);
  }

  @ParameterizedTest
  @CsvSource({"VLEK_OR_VCEK, 0", "VMRK, 1", "VCEK, 2", "VLEK, 4"})
  void rootStandsInTheLowestBits(RootKey root, int bits) throws DeviceException {
    derive(new KeyRequest(root, Set.of(), 0, 0, 0));
    assertThat(sent().getInt(0)).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource({
    "GUEST_POLICY, 1",
    "IMAGE_ID, 2",
    "FAMILY_ID, 4",
    "MEASUREMENT, 8",
    "GUEST_SVN, 16",
    "TCB_VERSION, 32"
  })
  void eachFieldHasItsBit(GuestField field, long bits) throws DeviceException {
    derive(new KeyRequest(RootKey.VCEK, Set.of(field), 0, 0, 0));
    assertThat(sent().getLong(8)).isEqualTo(bits);
  }

  @Test
  void chosenValuesAreSentLittleEndian() throws DeviceException {
    derive(
        new KeyRequest(
            RootKey.VCEK,
            EnumSet.of(GuestField.GUEST_SVN, GuestField.TCB_VERSION),
            3,
            -2,
            0xDB18_0000_0000_0004L));
    assertThat(sent().getInt(4)).isZero();
    assertThat(sent().getInt(16)).isEqualTo(3);
    assertThat(sent().getInt(20)).isEqualTo(-2);
    assertThat(sent().getLong(24)).isEqualTo(0xDB18_0000_0000_0004L);
  }

  @Test
  void valuesWhoseFieldIsNotChosenAreSentAsZero() throws DeviceException {
    derive(new KeyRequest(RootKey.VCEK, Set.of(GuestField.MEASUREMENT), 0, 7, 9));
    assertThat(sent().getInt(20)).isZero();
    assertThat(sent().getLong(24)).isZero();
  }

  private ByteBuffer sent() {
    return ByteBuffer.wrap(kernel.sevGuest.keyRequests.getLast()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void fieldThatTheStructureCannotCarryIsRefusedUnsent() {
    KeyRequest request =
        new KeyRequest(RootKey.VCEK, Set.of(GuestField.LAUNCH_MIT_VECTOR), 0, 0, 0);
    assertThat(fault(() -> device.derivedKey(request)))
        .isEqualTo(DeviceFault.KEY_FIELD_UNSUPPORTED);
    assertThat(kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void vmplPastTheHighestIsABug() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new KeyRequest(RootKey.VCEK, Set.of(), 4, 0, 0));
  }

  @Test
  void memoryOfAnExchangeIsWiped() throws DeviceException {
    try (Exchange exchange = new Exchange(Command.SNP_GET_DERIVED_KEY, KeyRequest.BYTES, 64);
        Descriptor opened = Descriptor.open(kernel, kernel.sevGuestPath, SystemCalls.READ_WRITE)) {
      MEASURED.encode(exchange.request());
      exchange.send(opened, kernel.sevGuestPath);
      assertThat(exchange.payload(32)).isNotEqualTo(new byte[32]);
      exchange.wipe();
      assertThat(exchange.payload(32)).isEqualTo(new byte[32]);
    }
  }

  @Test
  void keyOfZerosIsNoKey() {
    kernel.sevGuest.derivesZeros = true;
    assertThat(fault(() -> device.derivedKey(MEASURED))).isEqualTo(DeviceFault.KEY_ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "0x16, firmware.invalid_parameter",
    "0x27, firmware.invalid_key",
    "1, firmware.invalid_platform_state"
  })
  void statusIsReadThoughTheCallSucceeds(String status, String code) {
    kernel.sevGuest.incidents.add(new Incident.Status(Integer.decode(status)));
    kernel.sevGuest.incidents.add(new Incident.Status(Integer.decode(status)));
    assertThat(fault(() -> device.derivedKey(MEASURED)).code()).isEqualTo(code);
    assertThat(fault(() -> device.report(reportData())).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL, request.invalid",
    "EFAULT, request.address",
    "ENOTTY, vmpck.disabled",
    "ENOMEM, system.resources",
    "EINTR, device.interrupted",
    "EPERM, device.permission",
    "ENODEV, device.absent",
    "EIO, device.io",
    "EROFS, system.error"
  })
  void errnoHasItsFault(Errno errno, String code) {
    kernel.sevGuest.incidents.add(new Incident.Refused(errno));
    DeviceException failed =
        catchThrowableOfType(DeviceException.class, () -> device.derivedKey(MEASURED));
    assertThat(failed.problem().fault().code()).isEqualTo(code);
    assertThat(failed.problem().detail())
        .contains("SNP_GET_DERIVED_KEY", kernel.sevGuestPath.toString(), errno.name());
  }

  @ParameterizedTest
  @CsvSource({
    "EIO, 0x16, 0, firmware.invalid_parameter",
    "EIO, 0x27, 0, firmware.invalid_key",
    "EIO, 0x99, 0, firmware.unknown",
    "EIO, 0, 2, vmm.busy",
    "EIO, 0, 9, vmm.unknown",
    "EIO, 0, 0, device.io",
    "EBADMSG, 0, 0, response.unauthentic",
    "ETIMEDOUT, 0, 2, vmm.timeout",
  })
  void failedExchangeIsNeverFollowedByAnother(
      Errno errno, String firmware, int hypervisor, String code) {
    Incident incident = new Incident.Failed(errno, Integer.decode(firmware), hypervisor);
    kernel.sevGuest.incidents.add(incident);
    assertThat(fault(() -> device.report(reportData())).code()).isEqualTo(code);
    assertThat(kernel.sevGuest.requests).hasSize(1);
    assertThat(fault(() -> device.report(reportData()))).isEqualTo(DeviceFault.VMPCK_DISABLED);
  }

  @Test
  void signedMarkOfNoFirmwareCallIsNoStatus() {
    kernel.sevGuest.incidents.add(new Incident.Failed(Errno.EIO, -1, -1));
    assertThat(fault(() -> device.derivedKey(MEASURED))).isEqualTo(DeviceFault.DEVICE_IO);
  }

  @Test
  void hypervisorsBufferCodeIsAnErrorWhereNoBufferIs() {
    kernel.sevGuest.incidents.add(new Incident.Failed(Errno.EIO, 0, 1));
    assertThat(fault(() -> device.derivedKey(MEASURED))).isEqualTo(DeviceFault.VMM_INVALID_LENGTH);
  }

  @ParameterizedTest
  @CsvSource({
    "ENOENT, device.absent",
    "ENXIO, device.absent",
    "ENODEV, device.absent",
    "EACCES, device.permission",
    "EPERM, device.permission",
    "EISDIR, device.unsuitable",
    "EMFILE, system.resources",
    "EBUSY, system.error"
  })
  void openHasItsFaults(Errno errno, String code) {
    kernel.openError = Optional.of(errno);
    assertThat(fault(() -> device.derivedKey(MEASURED)).code()).isEqualTo(code);
    assertThat(fault(() -> device.report(reportData())).code()).isEqualTo(code);
    assertThat(kernel.sevGuest.requests).isEmpty();
  }

  @Test
  void everyFirmwareFaultHasOneStatus() {
    EnumSet<DeviceFault> reached = EnumSet.noneOf(DeviceFault.class);
    for (int status = 1; status <= 0xFF; status++) {
      DeviceFault fault = FirmwareStatus.fault(status);
      assertThat(fault == DeviceFault.FIRMWARE_UNKNOWN || reached.add(fault))
          .as("status %d alone is %s", status, fault)
          .isTrue();
    }
    reached.add(DeviceFault.FIRMWARE_UNKNOWN);
    assertThat(reached)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DeviceFault.values())
                .filter(fault -> fault.code().startsWith("firmware."))
                .toList());
  }
}
