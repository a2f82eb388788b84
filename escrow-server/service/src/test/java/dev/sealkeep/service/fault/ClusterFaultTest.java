package dev.sealkeep.service.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code ops/fault-test/cluster}: every kind of fault once or nearly, with a seed
 * that does not change. What it prints is in this test's output.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterFaultTest {
  private static final String SEED = "20261128";

  @TempDir Path directory;

  @Test
  void aClusterThatIsBrokenInEveryWayKeepsItsPromises() throws Exception {
    assumeTrue(Enclosure.possible(), "needs root or user namespaces, and iproute2");
    Process campaign =
        Enclosure.start(ClusterFaults.root(), directory, List.of("--short", "--seed", SEED));
    try {
      assertThat(campaign.waitFor()).as("the exit code; see the output").isZero();
    } finally {
      campaign.destroy();
    }
  }
}
