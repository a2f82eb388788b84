package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent on a machine with an SEV-SNP processor and a TPM, whose maker counts as a simulator
 * too: real and simulated items never go together.
 */
@Timeout(600)
final class CompositeTest {
  private static final byte[] KEY = HexFormat.of().parseHex("3c".repeat(16) + "c4".repeat(16));
  private static final String ZERO = "00".repeat(32);
  private static final String BOTH = "amd-sev-snp+tpm2";

  @TempDir private static Path shared;
  private static EmulatedMachine machine = new EmulatedMachine(Path.of(""));
  private static EmulatedTpm tpm = new EmulatedTpm(Path.of(""));
  @TempDir private Path work = Path.of("");

  @BeforeAll
  static void makeMachine() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(shared.resolve("machine"), 0);
    tpm = EmulatedTpm.make(shared.resolve("tpm"));
  }

  /** Runs the agent with both devices, behind a script that may use the TPM first. */
  private Ended run(String before, String... arguments) throws Exception {
    Path front = Path.of(System.getProperty("sealkeep.root"), "ops/emulate/configfs-tsm");
    return tpm.run(
        before
            + "'%s' --machine '%s' --mount '%s' -- %s"
                .formatted(
                    front.toAbsolutePath().normalize(),
                    machine.folder(),
                    EmulatedMachine.mount(work),
                    Agent.line(arguments)));
  }

  private static Outcome verify(Path folder, String... options) {
    List<String> arguments = new ArrayList<>(List.of("evidence", "verify", folder.toString()));
    arguments.addAll(List.of(options));
    return new CommandRun().run(arguments.toArray(String[]::new));
  }

  /** The value behind the last such name in the summary up to a line. */
  private static String shown(String summary, String name, int which) {
    return summary
        .lines()
        .filter(line -> line.startsWith(name))
        .skip(which)
        .findFirst()
        .orElseThrow()
        .substring(13);
  }

  @Test
  void eachFolderVerifiesOverWhatTheSummaryShows() throws Exception {
    Path folder = work.resolve("evidence");
    Path log = Files.write(work.resolve("measured"), new byte[] {1, 2, 3});

    Ended ended =
        run(
            "",
            Evidence.into(
                folder,
                "--technology",
                BOTH,
                "--tsm-path",
                EmulatedMachine.mount(work).toString(),
                "--tpm-path",
                tpm.socket().toString(),
                "--event-logs",
                log.toString()));

    assertThat(ended.status()).as(ended.err()).isZero();
    Outcome quote =
        verify(
            folder.resolve("tpm2"),
            "--technology",
            "tpm2",
            "--report-data",
            shown(ended.out(), "quoted data", 0));
    assertThat(quote.exitCode()).as(quote.out() + quote.err()).isZero();
    Outcome report =
        Evidence.verify(
            folder.resolve("amd-sev-snp"), machine, shown(ended.out(), "report data", 1));
    assertThat(report.exitCode()).as(report.out() + report.err()).isZero();
    assertThat(shown(ended.out(), "report data", 0)).isEqualTo(Evidence.REPORT_DATA);
    assertThat(shown(ended.out(), "report data", 1)).isNotEqualTo(Evidence.REPORT_DATA);
    assertThat(folder.resolve("tpm2/event-log-1.bin")).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void keyComesOutForBothTogetherAndForNeitherAlone() throws Exception {
    String maker = tpm.rootSpkiSha256();
    Escrow.Scene scene =
        new Escrow.Scene(
            """
            sealkeep 1
            policy workload {
              reference builds = set "workload/builds"
              permit simulated-amd-sev-snp {
                measurement in builds
                vmpl == 0
                tpm2.tpm.ak_bound_by == ek_certificate
                tpm2.tpm.ek_sha256 == hex"%s"
                tpm2.sha256.pcr8 == hex"%s"
              }
            }
            """
                .formatted(tpm.ekSpkiSha256(), ZERO),
            "simulated-amd-sev-snp measurement %s%n"
                .formatted(HexFormat.of().formatHex(EmulatedMachine.MEASUREMENT)),
            Technology.AMD_SEV_SNP,
            settings ->
                settings.withSimulatedRoots(List.of(EmulatedMachine.rootSpkiSha256(), maker)));
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY, scene)) {
      String[] released = get(escrow, "released", BOTH);
      String[] report = get(escrow, "report", "amd-sev-snp");
      String[] quote = get(escrow, "quote", "tpm2");
      String[] measured = get(escrow, "measured", BOTH);

      assertReleased(run("", released), "released");
      assertDenied(run("", report), "report");
      assertDenied(run("", quote), "quote");
      assertDenied(
          run("tpm2_pcrextend 8:sha256=" + "11".repeat(32) + " && ", measured), "measured");
    }
  }

  private String[] get(Escrow escrow, String output, String technologies) throws Exception {
    Path config =
        escrow.configuration(
            work.resolve(output + ".properties"),
            "tsm_path=" + EmulatedMachine.mount(work),
            "tpm_path=" + tpm.socket(),
            "tpm_ek_certificates=" + tpm.issuers());
    Files.writeString(
        config,
        Files.readString(config)
            .replace("technologies=amd-sev-snp", "technologies=" + technologies));
    return new String[] {
      "get", "--config", config.toString(), "--output", work.resolve(output).toString()
    };
  }

  private void assertReleased(Ended ended, String output) throws Exception {
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(Files.readAllBytes(work.resolve(output))).isEqualTo(KEY);
  }

  private void assertDenied(Ended ended, String output) {
    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(work.resolve(output)).doesNotExist();
  }
}
