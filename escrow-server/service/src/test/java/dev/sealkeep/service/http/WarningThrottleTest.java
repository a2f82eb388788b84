package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarningThrottleTest {
  /** A clock of {@code nanoTime} may be near its end. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  private final WarningThrottle throttle = new WarningThrottle(clock::get);

  @Test
  void aStormOfOneLineIsOneLineAndItsCount() {
    assertThat(throttle.line("full")).contains("full");
    for (int i = 0; i < 1_234; i++) {
      assertThat(throttle.line("full")).isEmpty();
    }
    clock.addAndGet(WarningThrottle.PAUSE.toNanos() - 1);
    assertThat(throttle.line("full")).isEmpty();

    clock.addAndGet(1);
    assertThat(throttle.line("gone")).contains("gone (and 1,235 times since this was last said)");
    clock.addAndGet(WarningThrottle.PAUSE.toNanos());
    assertThat(throttle.line("gone")).contains("gone");
  }
}
