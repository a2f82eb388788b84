package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An answer that lingers after its commit is dropped (invariant 2). */
class AnswerLimitTest {
  private static final long COMMITTED = Long.MAX_VALUE - 1_000;

  @Test
  void anAnswerWithinFiveSecondsOfItsCommitIsSent() {
    assertThat(ReleaseHandler.tooLate(COMMITTED, COMMITTED + Duration.ofSeconds(5).toNanos()))
        .isFalse();
  }

  @Test
  void aLaterAnswerIsDropped() {
    assertThat(ReleaseHandler.tooLate(COMMITTED, COMMITTED + Duration.ofSeconds(5).toNanos() + 1))
        .isTrue();
  }
}
