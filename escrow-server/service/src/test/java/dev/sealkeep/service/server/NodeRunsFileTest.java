package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.service.log.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRunsFileTest {
  private static final int KEPT = 4_096;

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path directory;

  private NodeIdentity begin(Optional<String> registered) {
    return NodeRunsFile.begin(directory.resolve("node-runs"), "node", registered, random);
  }

  @Test
  void theRegisteredRunStaysHoweverManyStartsFail() throws IOException {
    String registered = begin(Optional.empty()).run();
    StringBuilder failed = new StringBuilder(registered).append('\n');
    for (int i = 0; i < 2 * KEPT; i++) {
      failed.append("%016x%n".formatted(i));
    }
    Files.writeString(directory.resolve("node-runs"), failed);

    NodeIdentity first = begin(Optional.of(registered));
    NodeIdentity second = begin(Optional.of(registered));

    assertThat(first.continues(registered)).isTrue();
    assertThat(second.continues(registered)).isTrue();
    assertThat(second.continues(first.run())).isTrue();
    assertThat(second.continues("0000000000000000")).isFalse();
    assertThat(Files.readAllLines(directory.resolve("node-runs"))).hasSize(KEPT + 1);
  }

  @Test
  void aRunOfACopyIsNotContinued() {
    begin(Optional.empty());
    assertThat(begin(Optional.of("00112233445566aa")).continues("00112233445566aa")).isFalse();
  }

  @Test
  void aDamagedFileIsRefusedWithWhatToDo() throws IOException {
    Files.writeString(directory.resolve("node-runs"), "torn");
    assertThatThrownBy(() -> begin(Optional.empty()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("damaged");
  }
}
