package dev.sealkeep.bench.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventsTest {
  private record Planned(double time, int number) {}

  @Test
  void eventsHappenInTheOrderThatSortingGives() {
    SplittableRandom random = new SplittableRandom(7);
    Events events = new Events();
    List<Planned> planned = new ArrayList<>();
    List<Planned> happened = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      // Few distinct times, so that many are equal.
      Planned event = new Planned(random.nextInt(500), i);
      planned.add(event);
      events.after(event.time, () -> happened.add(event));
    }
    while (events.next(1_000)) {
      assertThat(events.now()).isEqualTo(happened.getLast().time);
    }

    planned.sort(Comparator.comparingDouble(Planned::time).thenComparingInt(Planned::number));
    assertThat(happened).isEqualTo(planned);
  }

  @Test
  void whatComesAfterTheLimitDoesNotHappen() {
    Events events = new Events();
    List<String> happened = new ArrayList<>();
    events.after(1, () -> events.after(1, () -> happened.add("late")));

    assertThat(events.next(1.5)).isTrue();
    assertThat(events.next(1.5)).isFalse();
    assertThat(happened).isEmpty();
    assertThatThrownBy(() -> events.after(Double.NaN, () -> {})).hasMessageContaining("NaN");
  }
}
