package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.evidence.intel.MadeUpTd;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.configuration.ConfigurationException;
import dev.sealkeep.service.configuration.ConfigurationFile;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import dev.sealkeep.simulator.fault.SystemCall;
import dev.sealkeep.simulator.tsm.TsmProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The agent with an emulated configfs-tsm that TDX serves. The quotes are made up under a root of
 * their own, and judged by the real verifier and a real server.
 */
@Timeout(300)
final class TdxTest {
  private static final byte[] KEY = HexFormat.of().parseHex("69".repeat(16) + "96".repeat(16));

  @TempDir private static Path shared;
  private static EmulatedMachine machine = new EmulatedMachine(Path.of(""));
  private static MadeUpTd td = new MadeUpTd(Instant.EPOCH);
  @TempDir private Path work = Path.of("");

  @BeforeAll
  static void makeTd() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(shared.resolve("machine"), 0);
    td = new MadeUpTd(Instant.now());
    Files.write(shared.resolve("root.pem"), td.root());
    List<byte[]> collateral = td.collateral();
    Path folder = Files.createDirectory(shared.resolve("collateral"));
    for (int i = 0; i < collateral.size(); i++) {
      Files.write(folder.resolve(Integer.toString(i)), collateral.get(i));
    }
  }

  private Ended run(List<String> faults, String... arguments) throws Exception {
    return run(td, faults, arguments);
  }

  private Ended run(MadeUpTd quoting, List<String> faults, String... arguments) throws Exception {
    TsmProvider provider =
        new TsmProvider.TdxGuest(reportData -> SystemCall.done(quoting.quote(reportData)));
    try (RelayedGuest guest = RelayedGuest.launch(machine, work, faults, _ -> provider)) {
      Path mount = EmulatedMachine.mount(work);
      String script = Agent.line(arguments) + "; status=$?; ls \"$0\"; exit $status";
      return guest.run(
          "configfs-tsm",
          List.of("--mount", mount.toString()),
          List.of("sh", "-c", script, mount.toString()));
    }
  }

  private String[] evidence(Path folder) throws IOException {
    return Evidence.into(
        folder,
        "--tsm-path",
        EmulatedMachine.mount(work).toString(),
        "--sev-guest-path",
        "/nowhere",
        "--tpm-path",
        "/nowhere",
        "--output",
        "json");
  }

  private static Outcome verify(Path folder, String reportData) {
    return new CommandRun()
        .run(
            "evidence",
            "verify",
            folder.toString(),
            "--technology",
            "intel-tdx",
            "--collateral",
            shared.resolve("collateral").toString(),
            "--trust",
            shared.resolve("root.pem").toString(),
            "--report-data",
            reportData);
  }

  @Test
  void deviceIsFoundAndItsQuoteVerifiesAndNoInstanceStaysBehind() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = run(List.of(), evidence(folder));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\"technology\":\"intel-tdx\"").endsWith("}\n");
    Outcome verified = verify(folder, Evidence.REPORT_DATA);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
    assertThat(verify(folder, "00" + Evidence.REPORT_DATA.substring(2)).exitCode()).isEqualTo(1);
  }

  @Test
  void quoteThatWasLostOrOvertakenIsMadeAgain() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended =
        run(
            List.of("inblob:lost*1", "outblob:interloper*1", "outblob:errno=EBUSY@3*1"),
            evidence(folder));

    assertThat(ended.status()).as(ended.err()).isZero();
    Outcome verified = verify(folder, Evidence.REPORT_DATA);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "outblob:errno=ETIMEDOUT, quote.timeout",
    "outblob:errno=EIO, quote.failed",
    "outblob:short=700, quote.malformed",
    "outblob:wrong-data, report.data_mismatch",
    "provider:says=sev_guest@2, device.other_technology",
  })
  void whatTheHostDoesNotGiveIsNamed(String fault, String code) throws Exception {
    Path folder = work.resolve("evidence");
    String[] arguments = evidence(folder);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--technology";
    all[arguments.length + 1] = "intel-tdx";
    FaultRun.assertRefused(run(List.of(fault), all), code, folder);
  }

  @Test
  void importedKeyComesOutForTheMeasurementsAlone() throws Exception {
    MadeUpTd other = new MadeUpTd(Instant.now());
    other.measure();
    Escrow.Scene scene =
        new Escrow.Scene(
            """
            sealkeep 1
            policy workload {
              reference builds = set "workload/builds"
              permit intel-tdx {
                mr_td in builds
                rtmr2 in builds
                td_attributes.debug == false
                tcb.status in [up_to_date]
              }
            }
            """,
            "intel-tdx mr_td %s%nintel-tdx rtmr2 %s%n".formatted(td.mrTd(), "00".repeat(48)),
            Technology.INTEL_TDX,
            _ -> configuration());
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY, scene)) {
      Path config =
          escrow.configuration(
              work.resolve("guest.properties"), "tsm_path=" + EmulatedMachine.mount(work));

      Ended released = run(td, List.of(), get(config, "released"));
      Ended denied = run(other, List.of(), get(config, "denied"));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(work.resolve("released"))).isEqualTo(KEY);
      assertThat(denied.status()).as(denied.err()).isEqualTo(1);
      assertThat(work.resolve("denied")).doesNotExist();
    }
  }

  private String[] get(Path config, String output) {
    return new String[] {
      "get", "--config", config.toString(), "--output", work.resolve(output).toString()
    };
  }

  /** As an operator writes it, since a file alone names folders of collateral. */
  private ServerConfiguration configuration() {
    try {
      Path file = work.resolve("server.properties");
      Files.write(
          file,
          List.of(
              "data=" + work.resolve("escrow/server"),
              "port=0",
              "trusted-roots=intel-tdx:" + td.rootSpkiSha256(),
              "collateral=" + shared.resolve("collateral")));
      return ConfigurationFile.read(file);
    } catch (IOException | ConfigurationException e) {
      throw new AssertionError(e);
    }
  }
}
