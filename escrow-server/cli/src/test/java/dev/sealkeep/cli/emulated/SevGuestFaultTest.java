package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything by which {@code /dev/sev-guest} can fail: the firmware's statuses (AMD 56860; Linux,
 * uapi/linux/psp-sev.h), the hypervisor's codes (GHCB 2.03, 4.1.8.1) and the driver's errors.
 */
@Timeout(120)
final class SevGuestFaultTest {
  /** A plain report is asked for when the certificates have no room in the largest buffer. */
  private static final String NO_ROOM = "ext-report:vmm=1 ";

  private static final List<String> STATUSES =
      List.of(
          "0x01 firmware.invalid_platform_state",
          "0x02 firmware.invalid_guest_state",
          "0x04 firmware.invalid_length",
          "0x07 firmware.policy_failure",
          "0x08 firmware.inactive",
          "0x09 firmware.invalid_address",
          "0x11 firmware.invalid_command",
          "0x13 firmware.hardware_platform",
          "0x14 firmware.hardware_unsafe",
          "0x15 firmware.unsupported",
          "0x16 firmware.invalid_parameter",
          "0x17 firmware.resource_limit",
          "0x18 firmware.secure_data_invalid",
          "0x19 firmware.invalid_page_size",
          "0x1a firmware.invalid_page_state",
          "0x1b firmware.invalid_metadata_entry",
          "0x1c firmware.invalid_page_owner",
          "0x1d firmware.aead_overflow",
          "0x27 firmware.invalid_key",
          "0x99 firmware.unknown");

  @TempDir private static Path shared;
  private static EmulatedMachine machine = new EmulatedMachine(Path.of(""));
  @TempDir private Path work = Path.of("");

  @BeforeAll
  static void makeMachine() throws Exception {
    Needs.root();
    Needs.seccompNotification();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(shared.resolve("machine"), 0);
  }

  static List<String> firmwareStatuses() {
    List<String> cases = new ArrayList<>();
    for (String status : STATUSES) {
      cases.add("ext-report:fw=" + status);
      cases.add(NO_ROOM + "report:fw=" + status);
      cases.add("key:fw=" + status);
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("firmwareStatuses")
  void firmwaresStatusIsNamed(String faultsAndCode) throws Exception {
    int end = faultsAndCode.lastIndexOf(' ');
    assertRefused(faultsAndCode.substring(0, end), faultsAndCode.substring(end + 1));
  }

  @Test
  void everyDocumentedStatusIsTried() throws Exception {
    assertThat(STATUSES.stream().map(status -> status.split(" ", -1)[1]))
        .containsExactlyInAnyOrderElementsOf(
            FaultRun.documented().stream().filter(code -> code.startsWith("firmware.")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "status=0x16, firmware.invalid_parameter",
    "status=0x27, firmware.invalid_key",
    "vmm=2, vmm.timeout",
    "vmm=9, vmm.unknown",
    "errno=EBUSY, vmm.busy",
    "errno=EINVAL, request.invalid",
    "errno=EFAULT, request.address",
    "errno=ENOTTY, vmpck.disabled",
    "errno=EIO, device.io",
    "errno=EBADMSG, response.unauthentic",
    "errno=ETIMEDOUT, vmm.timeout",
    "errno=ENOMEM, system.resources",
    "errno=EINTR, device.interrupted",
    "errno=ENOSPC, device.io",
    "gone, device.io"
  })
  void everyOtherFailureIsNamedForEachRequest(String effect, String code) throws Exception {
    assertRefused("ext-report:" + effect, code);
    assertRefused(NO_ROOM + "report:" + effect, code);
    assertRefused("key:" + effect, code);
  }

  @ParameterizedTest
  @CsvSource({
    "key:vmm=1, vmm.invalid_length",
    "ext-report:vmm=1 report:vmm=1, vmm.invalid_length",
    "key:zero, key.zero",
    "ext-report:zero, report.data_mismatch",
    "ext-report:wrong-data, report.data_mismatch",
    "ext-report:short=1183, report.size",
    "ext-report:vmm=1 report:wrong-data, report.data_mismatch"
  })
  void answerOfAnotherShapeIsNoAnswer(String faults, String code) throws Exception {
    assertRefused(faults, code);
  }

  @ParameterizedTest
  @CsvSource({"ext-report:vmm=1", "ext-report:no-certs"})
  void reportWithoutCertificatesIsEvidenceToo(String faults) throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run(faults, Evidence.into(folder, "--device", "sev-guest"));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(Files.size(folder.resolve("report.bin"))).isEqualTo(1184);
    assertThat(folder.resolve("auxiliary.bin")).doesNotExist();
    assertThat(Evidence.verify(folder, machine, Evidence.REPORT_DATA).out())
        .contains("snp.chain.incomplete");
  }

  /** The guest neither sees nor judges what is inside (invariant 3). */
  @Test
  void brokenReportIsConveyedAndFoundOutByTheVerifier() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run("ext-report:garbled", Evidence.into(folder));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(Evidence.verify(folder, machine, Evidence.REPORT_DATA).out())
        .contains("snp.signature.invalid");
  }

  /**
   * A second message under a key that the driver has lost would say so, and not the first fault.
   */
  @Test
  void failedExchangeIsNotRepeated() throws Exception {
    assertRefused("ext-report:fw=0x07*1", "firmware.policy_failure");
    assertRefused("key:fw=0x07*1", "firmware.policy_failure");
  }

  private void assertRefused(String faults, String code) throws Exception {
    Path folder = work.resolve("evidence");
    Path key = work.resolve("key");
    boolean derives = faults.startsWith("key:");
    Ended ended =
        derives
            ? run(
                faults,
                "derive",
                "--technology",
                "amd-sev-snp",
                "--volume",
                "root",
                "--fields",
                "measurement",
                "--output",
                key.toString())
            : run(faults, Evidence.into(folder, "--device", "sev-guest"));
    FaultRun.assertRefused(ended, code, derives ? key : folder);
    assertThat(Arrays.asList(work.toFile().list())).noneMatch(name -> name.endsWith(".new"));
  }

  private Ended run(String faults, String... arguments) throws Exception {
    return FaultRun.of(machine, work, "sev-guest", List.of(), faults, arguments);
  }
}
