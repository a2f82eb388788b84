package dev.sealkeep.service.fault.inject;

import dev.sealkeep.service.fault.network.Cluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Which faults come when. The seed alone decides: the kinds come like cards of a deck that is
 * shuffled anew when it is used up, one to three at a time.
 */
public final class Schedule {
  private static final int LEAST_MILLIS = 700;
  private static final int USUAL_MILLIS = 5_000;
  private static final int MOST_MILLIS = 20_000;

  private final Cluster cluster;
  private final Random random;
  private final boolean brief;
  private final Deque<FaultKind> deck = new ArrayDeque<>();

  /**
   * The schedule of a seed.
   *
   * @param brief whether no episode lasts long
   */
  public Schedule(Cluster cluster, long seed, boolean brief) {
    this.cluster = cluster;
    this.random = new Random(seed);
    this.brief = brief;
  }

  /** What comes next. */
  public Episode next() {
    int wanted = brief ? 2 : new int[] {1, 1, 1, 2, 2, 3}[random.nextInt(6)];
    List<Episode.Chosen> chosen = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      FaultKind kind = draw();
      Fault fault = kind.make(cluster, random);
      if (chosen.stream()
          .allMatch(one -> Collections.disjoint(one.fault().touches(), fault.touches()))) {
        chosen.add(new Episode.Chosen(kind, fault));
      }
    }
    int most = !brief && random.nextInt(5) == 0 ? MOST_MILLIS : USUAL_MILLIS;
    int lasting = LEAST_MILLIS + random.nextInt(brief ? 1_500 : most);
    int calm = brief ? 300 : 200 + random.nextInt(4_000);
    return new Episode(chosen, Duration.ofMillis(lasting), Duration.ofMillis(calm));
  }

  private FaultKind draw() {
    if (deck.isEmpty()) {
      List<FaultKind> kinds =
          new ArrayList<>(
              Arrays.stream(FaultKind.values()).filter(kind -> kind.possible(cluster)).toList());
      Collections.shuffle(kinds, random);
      deck.addAll(kinds);
    }
    return deck.remove();
  }
}
