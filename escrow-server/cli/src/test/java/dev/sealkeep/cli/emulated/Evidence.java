package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.simulator.ReportEditor;
import dev.sealkeep.simulator.ReportField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What {@code sealkeep evidence verify} says of a folder that the agent wrote. */
final class Evidence {
  /** 64 bytes in hex, none of them zero. */
  static final String REPORT_DATA = "1f".repeat(32) + "e0".repeat(32);

  private Evidence() {}

  /** The agent's command, with further options. */
  static String[] into(Path folder, String... options) {
    String[] fixed = {"evidence", "--directory", folder.toString(), "--report-data", REPORT_DATA};
    String[] all = Arrays.copyOf(fixed, fixed.length + options.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    return all;
  }

  /** Verified under the machine's root, over the data, with the host's certificates. */
  static void assertVerifies(Path folder, EmulatedMachine machine) throws IOException {
    Outcome verified = verify(folder, machine, REPORT_DATA);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    assertThat(verify(folder, machine, "00" + REPORT_DATA.substring(2)).out())
        .contains("snp.report_data.mismatch");
    assertThat(
            ReportEditor.read(
                Files.readAllBytes(folder.resolve("report.bin")), ReportField.MEASUREMENT))
        .isEqualTo(EmulatedMachine.MEASUREMENT);
  }

  static Outcome verify(Path folder, EmulatedMachine machine, String reportData) {
    return new CommandRun()
        .run(
            "evidence",
            "verify",
            folder.toString(),
            "--technology",
            "amd-sev-snp",
            "--trust",
            machine.folder().resolve("ark.pem").toString(),
            "--report-data",
            reportData);
  }
}
