package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServicePaceTest {
  private static final double FIRST = 500;
  private static final long TENTH = 100_000_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final ServicePace pace = new ServicePace(FIRST, now::get);

  private void tenths(int count, int served, boolean waits) {
    for (int i = 0; i < count; i++) {
      IntStream.range(0, served).forEach(one -> pace.served());
      now.addAndGet(TENTH);
      pace.watch(waits);
    }
  }

  @Test
  void itIsAssumedUntilItIsMeasured() {
    assertThat(pace.perSecond()).isEqualTo(FIRST);
  }

  @Test
  void whatIsServedWhileOthersWaitIsThePace() {
    tenths(200, 20, true);

    assertThat(pace.perSecond()).isCloseTo(200, offset(1.0));
  }

  @Test
  void whatIsServedWhileNobodyWaitsIsOnlyTheDemand() {
    tenths(200, 1, false);

    assertThat(pace.perSecond()).isEqualTo(FIRST);
  }

  @Test
  void aMomentWithNobodyWaitingBeginsTheMeasurementAnew() {
    for (int i = 0; i < 50; i++) {
      tenths(8, 1, true);
      tenths(1, 1, false);
    }

    assertThat(pace.perSecond()).isEqualTo(FIRST);
  }

  @Test
  void itFollowsANodeThatBecomesQuickerOrSlower() {
    tenths(100, 20, true);
    tenths(100, 80, true);

    assertThat(pace.perSecond()).isCloseTo(800, offset(5.0));
  }

  @Test
  void aStandstillIsNotTakenForAPace() {
    tenths(600, 0, true);

    assertThat(pace.perSecond()).isEqualTo(FIRST / 16);
  }
}
