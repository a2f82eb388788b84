package dev.sealkeep.service.collateral.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pace against a vendor with a bucket of tokens, asked as the line asks. */
class VendorPaceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LATENCY = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What a vendor gives: so many items a second, a second's worth at once. */
  private static final class Bucket {
    private final double perSecond;
    private double tokens;
    private Instant filled = START;

    Bucket(double perSecond) {
      this.perSecond = perSecond;
      this.tokens = Math.max(1, perSecond);
    }

    boolean take(Instant now) {
      double passed = Duration.between(filled, now).toMillis() / 1e3;
      tokens = Math.min(Math.max(1, perSecond), tokens + passed * perSecond);
      filled = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }

  private record Event(Instant at, Runnable happens) {}

  /** One that asks, as a node does: eight at a time, until all are there. */
  private static final class Asker {
    private final PriorityQueue<Event> events;
    private final Bucket vendor;
    private final VendorPace pace = new VendorPace();
    private final Deque<Integer> items = new ArrayDeque<>();
    private int onTheWay;
    private int refusals;
    private boolean woken;
    private Instant last = START;

    Asker(PriorityQueue<Event> events, Bucket vendor, int count) {
      this.events = events;
      this.vendor = vendor;
      for (int i = 0; i < count; i++) {
        items.add(i);
      }
    }

    void advance(Instant now) {
      while (onTheWay < 8 && !items.isEmpty()) {
        Duration left = pace.left(now);
        if (!left.isZero()) {
          wake(now.plus(left));
          return;
        }
        int item = items.remove();
        pace.started(now);
        onTheWay++;
        Instant answer = now.plus(LATENCY);
        events.add(new Event(answer, () -> answered(item, now, answer)));
      }
    }

    private void wake(Instant at) {
      if (!woken) {
        woken = true;
        events.add(
            new Event(
                at,
                () -> {
                  woken = false;
                  advance(at);
                }));
      }
    }

    private void answered(int item, Instant started, Instant now) {
      onTheWay--;
      if (vendor.take(now)) {
        pace.answered(now);
        last = now;
      } else {
        refusals++;
        pace.refused(started, now, PATIENCE);
        items.addFirst(item);
      }
      advance(now);
    }
  }

  private static List<Asker> run(double perSecond, int askers, int each) {
    PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
    Bucket vendor = new Bucket(perSecond);
    List<Asker> all = new ArrayList<>();
    for (int i = 0; i < askers; i++) {
      all.add(new Asker(events, vendor, each));
    }
    all.forEach(asker -> asker.advance(START));
    for (Event next = events.poll(); next != null; next = events.poll()) {
      next.happens().run();
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 2000", "10, 8, 1250", "1, 1, 300", "0.1, 1, 100", "20, 3, 1000"})
  void aVendorGivesNearlyAllThatItCan(double perSecond, int askers, int each) {
    List<Asker> all = run(perSecond, askers, each);

    double seconds =
        all.stream()
            .mapToDouble(asker -> Duration.between(START, asker.last).toMillis() / 1e3)
            .max()
            .orElseThrow();
    assertThat(askers * each / seconds / perSecond).as("share of what it can").isGreaterThan(0.6);
    int refusals = all.stream().mapToInt(asker -> asker.refusals).sum();
    assertThat(refusals).as("refusals").isLessThan(askers * each / 2);
  }

  @Test
  void aVendorThatNeverAsksForPatienceIsAskedAsFastAsItAnswers() {
    Asker only = run(1_000, 1, 800).getFirst();

    assertThat(Duration.between(START, only.last)).isEqualTo(LATENCY.multipliedBy(100));
    assertThat(only.refusals).isZero();
  }

  @Test
  void requestsThatWereOnTheirWayTogetherSlowItDownOnce() {
    VendorPace one = new VendorPace();
    VendorPace many = new VendorPace();
    for (VendorPace pace : List.of(one, many)) {
      for (int i = 0; i < 10; i++) {
        pace.started(START);
        pace.answered(START);
      }
    }
    Instant now = START.plusSeconds(1);
    one.refused(START, now, PATIENCE);
    for (int i = 0; i < 8; i++) {
      many.refused(START, now, PATIENCE);
    }
    Instant then = now.plus(PATIENCE);

    assertThat(one.left(now)).isEqualTo(PATIENCE);
    for (VendorPace pace : List.of(one, many)) {
      assertThat(pace.left(then)).isZero();
      pace.started(then);
      assertThat(pace.left(then)).as("0.7 of 10 a second").isEqualTo(Duration.ofNanos(142_857_142));
    }
  }

  @Test
  void theSlowestPaceIsOneInHalfAMinute() {
    VendorPace pace = new VendorPace();
    Instant now = START;
    for (int i = 0; i < 50; i++) {
      pace.started(now);
      pace.refused(now, now.plusSeconds(1), PATIENCE);
      now = now.plusSeconds(60);
    }
    pace.started(now);

    assertThat(pace.left(now)).isEqualTo(Duration.ofSeconds(30));
  }
}
