package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole path: server, guests as processes over TLS, policy, log. */
final class DemoTest {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @Test
  void everyStepHoldsAndNothingIsLeft() throws Exception {
    List<Path> before = leftovers();

    Outcome outcome = new CommandRun().run("demo");

    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("released to the workload's guest", "the same 32 bytes that were escrowed")
        .contains("denied to a guest with another measurement", "measurement in builds")
        .contains("verified with the server stopped", "Everything held")
        .doesNotContain("\u001B");
    assertThat(leftovers()).isEqualTo(before);
  }

  private static List<Path> leftovers() throws Exception {
    try (Stream<Path> files = Files.list(TEMPORARY)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("sealkeep-demo-"))
          .sorted()
          .toList();
    }
  }
}
