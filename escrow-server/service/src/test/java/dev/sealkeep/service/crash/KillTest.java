package dev.sealkeep.service.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.HastyNodeMain;
import dev.sealkeep.service.harness.NodeMain;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGKILL at random moments under load. The system property {@code sealkeep.kills} sets the number
 * of rounds; {@code ops/fault-test/crash} runs the same by hand.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
  private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);
  private static final int ROUNDS = Integer.getInteger("sealkeep.kills", 3);
  private static final long SEED = Long.getLong("sealkeep.kills.seed", 20_261_123L);
  private static final int HASTY_ROUNDS = 3;

  @TempDir Path directory;

  private Campaign.Outcome run(Class<?> living, int rounds) {
    return new Campaign(directory, SEED, living, LOG::info).run(rounds);
  }

  @Test
  void killedUnderLoadTheNodeKeepsEveryPromise() {
    Campaign.Outcome outcome = run(NodeMain.class, ROUNDS);
    assertThat(outcome.violations()).as("round %d, seed %d", outcome.rounds(), SEED).isEmpty();
    assertThat(outcome.releases()).as("the load must bring releases").isPositive();
    LOG.info("{}", outcome);
  }

  @Test
  void killedUnderLoadANodeThatAnswersBeforeItsCommitIsCaughtByWhatItLost() {
    Campaign.Outcome outcome = run(HastyNodeMain.class, HASTY_ROUNDS);
    assertThat(outcome.violations()).hasAtLeastOneElementOfType(Violation.Lost.class);
  }

  @Test
  void killedUnderLoadANodeThatMarksBeforeItsCommitIsCaughtByNotStarting() {
    Campaign.Outcome outcome = run(HastyNodeMain.WithMark.class, HASTY_ROUNDS);
    assertThat(outcome.violations())
        .filteredOn(violation -> violation instanceof Violation.NoStart)
        .singleElement()
        .extracting(Violation::toString)
        .asString()
        .contains("an older database was put back");
  }
}
