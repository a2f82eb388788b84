package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Denials of different costs are answered after the same time. */
class DenialPaceTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 180_000, 2_000_000, 49_999_999})
  void whateverTakesLessThanAStepIsAnsweredAfterOne(long nanos) {
    Duration elapsed = Duration.ofNanos(nanos);
    assertThat(elapsed.plus(DenialPace.wait(elapsed))).isEqualTo(DenialPace.STEP);
  }

  @ParameterizedTest
  @ValueSource(longs = {50_000_000, 50_000_001, 99_999_999, 1_234_567_890})
  void whatTakesLongerWaitsForTheNextStep(long nanos) {
    Duration elapsed = Duration.ofNanos(nanos);
    Duration wait = DenialPace.wait(elapsed);
    assertThat(wait).isPositive().isLessThanOrEqualTo(DenialPace.STEP);
    assertThat(elapsed.plus(wait).toNanos() % DenialPace.STEP.toNanos()).isZero();
  }
}
