package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of the agent on a guest with faults, and what must be true of each that fails. */
final class FaultRun {
  private static final Pattern CODE = Pattern.compile("\\(([a-z]+\\.[a-z_]+)\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+\\.[a-z_]+)` \\|");

  private FaultRun() {}

  /** Runs the agent behind a front end; {@code faults} are separated by spaces. */
  static Ended of(
      EmulatedMachine machine,
      Path work,
      String frontEnd,
      List<String> options,
      String faults,
      String... arguments)
      throws Exception {
    try (RelayedGuest guest = RelayedGuest.launch(machine, work, List.of(faults.split(" ", -1)))) {
      return guest.run(frontEnd, options, Agent.command(arguments));
    }
  }

  /** Exit status 5, that code and what to do on standard error, and nothing anywhere else. */
  static void assertRefused(Ended ended, String code, Path output) throws IOException {
    assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(5);
    Matcher matcher = CODE.matcher(ended.err());
    assertThat(matcher.find()).as(ended.err()).isTrue();
    assertThat(matcher.group(1)).as(ended.err()).isEqualTo(code);
    assertThat(documented()).contains(code);
    assertThat(ended.err().lines().filter(line -> !line.contains("the simulator is gone")))
        .as("what happened, and what to do")
        .hasSize(2);
    assertThat(ended.out()).isEmpty();
    assertThat(output).doesNotExist();
  }

  /** The codes that the reference lists. */
  static List<String> documented() throws IOException {
    Path reference = Path.of(System.getProperty("sealkeep.root"), "docs/reference/guest.md");
    return ROW.matcher(Files.readString(reference)).results().map(row -> row.group(1)).toList();
  }
}
