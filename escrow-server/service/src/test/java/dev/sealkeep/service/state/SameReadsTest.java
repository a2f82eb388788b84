package dev.sealkeep.service.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.NotedSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SameReadsTest {
  /** As the dummy's, it names no reference set. */
  private static final String POLICY =
      """
      sealkeep 1
      policy root {
        permit simulated-amd-sev-snp {
          policy.debug == false
        }
      }
      """;

  @TempDir Path data;

  /** Invariant 11: else the time of an answer would tell who is a tenant, and of what. */
  @Test
  void whatDoesNotExistIsReadAsWhatDoes() {
    try (LogScene scene = new LogScene(data.resolve("log"), new ManualClock())) {
      scene.tenant("acme", POLICY);

      List<String> reads = reads(scene, "acme", "disk");

      assertThat(reads).containsExactly("releaseRows");
      assertThat(reads(scene, "acme", "no-such-key")).isEqualTo(reads);
      assertThat(reads(scene, "nobody", "disk")).isEqualTo(reads);
    }
  }

  /** The methods of the snapshot that are called, in their order. */
  private static List<String> reads(LogScene scene, String tenant, String key) {
    List<String> reads = new ArrayList<>();
    Workload _ =
        scene
            .store()
            .peek(
                snapshot ->
                    scene
                        .reader()
                        .workload(
                            NotedSnapshot.of(snapshot, (method, _) -> reads.add(method)),
                            tenant,
                            key,
                            OptionalInt.empty()));
    return reads;
  }
}
