package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent with an emulated configfs-tsm. */
@Timeout(300)
final class ConfigfsTsmTest {
  private static final byte[] KEY = HexFormat.of().parseHex("3c".repeat(16) + "a5".repeat(16));

  @TempDir private Path work = Path.of("");
  private EmulatedMachine machine = new EmulatedMachine(work);

  @BeforeEach
  void makeMachine() throws Exception {
    Needs.root();
    Needs.fuse();
    Needs.program("gcc", "gcc");
    machine = EmulatedMachine.make(work.resolve("machine"), 0);
  }

  @Test
  void evidenceVerifiesAndNoInstanceStaysBehind() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended = evidence(folder, List.of());

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("instances=0\n");
    Evidence.assertVerifies(folder, machine);
  }

  @Test
  void requestThatWasLostOrOvertakenIsMadeAgain() throws Exception {
    Path folder = work.resolve("evidence");

    Ended ended =
        evidence(
            folder, List.of("inblob:lost*1", "auxblob:interloper*1", "outblob:errno=EBUSY@2*1"));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).endsWith("instances=0\n");
    Evidence.assertVerifies(folder, machine);
  }

  @Test
  void importedKeyComesOutForTheMeasurementAlone() throws Exception {
    byte[] changed = EmulatedMachine.MEASUREMENT.clone();
    changed[0] ^= 1;
    EmulatedMachine stranger = EmulatedMachine.make(work.resolve("stranger"), 0, changed);
    try (Escrow escrow = Escrow.start(Files.createDirectory(work.resolve("escrow")), KEY)) {
      Path config =
          escrow.configuration(
              work.resolve("guest.properties"), "tsm_path=" + EmulatedMachine.mount(work));

      Ended released = get(machine, config, "released", List.of());
      Ended denied = get(stranger, config, "denied", List.of());
      Ended broken = get(machine, config, "broken", List.of("outblob:errno=ENXIO"));

      assertThat(released.status()).as(released.err()).isZero();
      assertThat(Files.readAllBytes(work.resolve("released"))).isEqualTo(KEY);
      assertThat(denied.status()).as(denied.err()).isEqualTo(1);
      assertThat(work.resolve("denied")).doesNotExist();
      assertThat(broken.status()).as(broken.err()).isEqualTo(5);
      assertThat(broken.err()).contains("(tsm.no_report)");
      assertThat(work.resolve("broken")).doesNotExist();
    }
  }

  private Ended evidence(Path folder, List<String> faults) throws Exception {
    Path mount = EmulatedMachine.mount(work);
    String agent = Agent.line(Evidence.into(folder, "--tsm-path", mount.toString()));
    String script = agent + "; status=$?; echo instances=$(ls \"$0\" | wc -l); exit $status";
    return machine.configfsTsm(work, faults, List.of("sh", "-c", script, mount.toString()));
  }

  private Ended get(EmulatedMachine on, Path config, String output, List<String> faults)
      throws Exception {
    return on.configfsTsm(
        work,
        faults,
        Agent.command(
            "get", "--config", config.toString(), "--output", work.resolve(output).toString()));
  }
}
