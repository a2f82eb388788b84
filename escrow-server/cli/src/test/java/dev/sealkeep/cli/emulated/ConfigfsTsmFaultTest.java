package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything by which configfs-tsm can fail, attribute by attribute: Linux,
 * Documentation/ABI/testing/configfs-tsm-report, drivers/virt/coco/guest/report.c.
 */
@Timeout(120)
final class ConfigfsTsmFaultTest {
  @TempDir private static Path shared;
  private static EmulatedMachine machine = new EmulatedMachine(Path.of(""));
  @TempDir private Path work = Path.of("");

  @BeforeAll
  static void makeMachine() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(shared.resolve("machine"), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "mkdir:errno=ENXIO, device.absent",
    "mkdir:errno=EACCES, device.permission",
    "mkdir:errno=ENOMEM, system.resources",
    "mkdir:errno=EEXIST, system.error",
    "provider:says=arm_cca_guest, device.absent",
    "provider:says=tdx_guest, quote.malformed",
    "provider:says=tdx_guest@2, device.other_technology",
    "provider:errno=ENXIO, tsm.no_report",
    "generation:errno=ENXIO, tsm.no_report",
    "generation:says=many, tsm.malformed",
    "generation:says=7, tsm.generation",
    "privlevel_floor:errno=EINVAL, tsm.refused",
    "privlevel_floor:says=7, tsm.refused",
    "privlevel_floor:says=1 privlevel:errno=EINVAL, tsm.refused",
    "privlevel_floor:says=1 privlevel:errno=EBUSY, tsm.busy",
    "privlevel_floor:says=1 privlevel:interloper, tsm.generation",
    "inblob:errno=EFBIG, tsm.too_large",
    "inblob:errno=ENOMEM, system.resources",
    "inblob:lost, tsm.generation",
    "inblob:interloper, tsm.generation"
  })
  void requestThatIsNotTakenIsNamed(String faults, String code) throws Exception {
    assertRefused(faults, code);
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL, tsm.refused",
    "EBUSY, tsm.busy",
    "EWOULDBLOCK, tsm.busy",
    "EINTR, tsm.busy",
    "ETIMEDOUT, vmm.timeout",
    "EIO, device.io",
    "ENXIO, tsm.no_report",
    "EFBIG, tsm.too_large",
    "ENOMEM, system.resources",
    "ENOTTY, vmpck.disabled",
    "EBADMSG, response.unauthentic"
  })
  void blobThatCannotBeReadIsNamed(String errno, String code) throws Exception {
    assertRefused("outblob:errno=" + errno, code);
    assertRefused("auxblob:errno=" + errno, code);
  }

  @ParameterizedTest
  @CsvSource({
    "outblob:short=1183, report.size",
    "outblob:short=0, report.size",
    "outblob:zero, report.data_mismatch",
    "outblob:wrong-data, report.data_mismatch",
    "outblob:interloper, tsm.generation",
    "auxblob:interloper, tsm.generation",
    "outblob:gone, device.io",
    "ext-report:fw=0x16, device.io",
    "ext-report:vmm=2, vmm.timeout",
    "ext-report:errno=ENOTTY, vmpck.disabled"
  })
  void reportThatIsNotTheOneAskedForIsNone(String faults, String code) throws Exception {
    assertRefused(faults, code);
  }

  @ParameterizedTest
  @CsvSource({
    "rmdir:errno=EBUSY, ''",
    "inblob:past-end=EINVAL, ''",
    "privlevel_floor:says=1, ''",
    "ext-report:no-certs, snp.chain.incomplete",
    "auxblob:short=0, snp.chain.incomplete",
    "auxblob:zero, snp.chain.incomplete",
    "outblob:garbled, snp.signature.invalid"
  })
  void whatTheGuestDoesNotJudgeReachesTheVerifier(String faults, String reason) throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run(faults, folder);

    assertThat(ended.status()).as(ended.err()).isZero();
    if (reason.isEmpty()) {
      Evidence.assertVerifies(folder, machine);
    } else {
      assertThat(Evidence.verify(folder, machine, Evidence.REPORT_DATA).out()).contains(reason);
    }
  }

  private void assertRefused(String faults, String code) throws Exception {
    Path folder = work.resolve("evidence");
    FaultRun.assertRefused(run(faults, folder), code, folder);
  }

  private Ended run(String faults, Path folder) throws Exception {
    Path mount = EmulatedMachine.mount(work);
    List<String> options = List.of("--mount", mount.toString());
    return FaultRun.of(
        machine,
        work,
        "configfs-tsm",
        options,
        faults,
        Evidence.into(folder, "--device", "configfs-tsm", "--tsm-path", mount.toString()));
  }
}
