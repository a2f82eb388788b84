package dev.sealkeep.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigurationTest {
  @TempDir Path directory;

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() {
    refused(directory.resolve("absent"), "it does not exist");
  }

  @Test
  void aFileThatIsNoTextIsSaidToBeNone() throws Exception {
    refused(
        Files.write(directory.resolve("image"), new byte[] {(byte) 0xff}), "it is not UTF-8 text");
  }

  private static void refused(Path file, String why) {
    Outcome outcome = new CommandRun().run("server", "--config", file.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            """
            sealkeep: cannot read the configuration %s: %s.
            Check the path and its permissions.
            """
                .formatted(file, why));
  }
}
