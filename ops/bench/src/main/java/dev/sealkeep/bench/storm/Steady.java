package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.run.Report;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long guests wait for their keys while they come at a pace: at a share of what the nodes did
 * in the storm, and hardly any at all, in turns.
 */
final class Steady {
  private static final double SHARE = 0.7;

  /** Hardly any: the nodes have nothing else to do while they serve one. */
  private static final double EMPTY = 0.05;

  private static final double ROUND_SECONDS = 10;
  private static final int MOST_GUESTS = 10_000;

  private final Storm storm;
  private final double perSecond;
  private final Duration limit;

  /**
   * Of nodes that release so much at most.
   *
   * @param perSecond releases a second in a storm
   * @param limit when a guest gives up
   */
  Steady(Storm storm, double perSecond, Duration limit) {
    this.storm = storm;
    this.perSecond = perSecond;
    this.limit = limit;
  }

  /** So many turns of both; the medians of them. */
  JsonObject measure(int rounds) throws InterruptedException {
    List<Tally> loaded = new ArrayList<>();
    List<Tally> empty = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Report.note("at a pace: round %d of %d".formatted(round, rounds));
      empty.add(turn(EMPTY));
      loaded.add(turn(SHARE));
    }
    return new JsonObject()
        .put("rounds", rounds)
        .put("at_70_percent", medians(loaded, SHARE))
        .put("empty", medians(empty, EMPTY));
  }

  private Tally turn(double share) throws InterruptedException {
    double pace = pace(share);
    int guests = (int) Math.min(MOST_GUESTS, Math.ceil(pace * ROUND_SECONDS));
    return storm.run(guests, Duration.ofNanos((long) (1e9 / pace)), limit);
  }

  /** Guests a second. */
  private double pace(double share) {
    return Math.max(1, share * perSecond);
  }

  private JsonObject medians(List<Tally> turns, double share) {
    return new JsonObject()
        .put("guests_per_s", Report.rounded(pace(share)))
        .put("p50_ms", median(turns, tally -> 1_000 * tally.secondsUntil(0.5)))
        .put("p99_ms", median(turns, tally -> 1_000 * tally.secondsUntil(0.99)))
        .put("setbacks", turns.stream().mapToLong(Tally::setbacks).sum())
        .put("lost", turns.stream().mapToInt(Tally::lostGuests).sum());
  }

  private static double median(List<Tally> turns, ToDoubleFunction<Tally> figure) {
    return Report.rounded(Report.median(turns.stream().mapToDouble(figure).boxed().toList()));
  }
}
