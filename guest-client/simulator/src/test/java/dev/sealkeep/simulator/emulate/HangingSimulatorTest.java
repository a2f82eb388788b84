package dev.sealkeep.simulator.emulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A simulator that stops without ending: its devices fail, and nothing waits for ever. */
@Timeout(300)
class HangingSimulatorTest {
  @TempDir Path directory;
  private Path machine = Path.of("");

  @BeforeEach
  void makeMachine() throws Exception {
    Needs.root();
    Needs.program("gcc", "gcc");
    machine = FrontEnd.machine(directory);
  }

  @Test
  void callsOnTheDeviceFailWithAnInputOutputError() throws Exception {
    Needs.seccompNotification();
    Path client = FrontEnd.compiled(directory, "sev_guest_client");

    Ended ended = withSimulatorStopped("sev-guest", List.of(), client + " report key");

    assertThat(ended.values("report", "errno")).containsExactly("5");
    assertThat(ended.values("key", "errno")).containsExactly("5");
    assertThat(ended.err()).contains("the simulator does not answer");
  }

  @Test
  void fileOperationsFailWithAnInputOutputError() throws Exception {
    Needs.fuse();
    Path mount = Files.createDirectory(directory.resolve("mount"));

    Ended ended =
        withSimulatorStopped(
            "configfs-tsm",
            List.of("--mount", mount.toString()),
            "mkdir '%s/x'; echo mkdir status=$?".formatted(mount));

    assertThat(ended.value("mkdir", "status")).isEqualTo("1");
    assertThat(ended.err()).contains("Input/output error", "the simulator does not answer");
  }

  @Test
  void limitThatIsNoneIsRefused() throws Exception {
    Process process =
        FrontEnd.start(
            directory,
            "sev-guest",
            Map.of("SEALKEEP_EMULATE_SECONDS", "0"),
            List.of("--machine", machine.toString(), "--", "true"));
    Ended ended = FrontEnd.finish(directory, process);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("SEALKEEP_EMULATE_SECONDS is 1 to 3600, not '0'");
  }

  /** Runs a command for a shell once the simulator has been stopped. */
  private Ended withSimulatorStopped(String name, List<String> options, String command)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--machine", machine.toString()));
    arguments.addAll(options);
    arguments.addAll(
        List.of("--", "sh", "-c", "echo $SEALKEEP_EMULATED_GUEST; read line; " + command));
    Process process =
        FrontEnd.start(directory, name, Map.of("SEALKEEP_EMULATE_SECONDS", "1"), arguments);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String socket = out.readLine();
    assertThat(stop(simulatorAt(socket))).isZero();
    process.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    return FrontEnd.finish(directory, process);
  }

  private static ProcessHandle simulatorAt(String socket) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                Arrays.asList(process.info().arguments().orElseGet(() -> new String[0]))
                    .containsAll(List.of("serve", socket)))
        .findFirst()
        .orElseThrow();
  }

  private static int stop(ProcessHandle process) throws Exception {
    return new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }
}
