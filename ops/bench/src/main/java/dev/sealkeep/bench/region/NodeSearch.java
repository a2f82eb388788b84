package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Costs;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks for the fewest nodes, in steps by a half or a third, with which a region is back in time.
 */
final class NodeSearch {
  /** Numbers of nodes that are tried. */
  static final List<Integer> STEPS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128);

  private final Scenario scenario;
  private final Costs costs;
  private final List<Integer> candidates;

  /** What is known: for a number of nodes, an outcome that is complete or ran to its limit. */
  private final TreeMap<Integer, Outcome> known = new TreeMap<>();

  NodeSearch(Scenario scenario, Costs costs, int most) {
    this.scenario = scenario;
    this.costs = costs;
    this.candidates = STEPS.stream().filter(step -> step <= most).toList();
  }

  /** What no run with the most nodes can go below. */
  LeastTime leastTime() {
    return leastTime(candidates.getLast());
  }

  private LeastTime leastTime(int nodes) {
    return LeastTime.of(scenario.withNodes(nodes), costs);
  }

  /**
   * The outcome with the fewest nodes with which all guests have keys within so many seconds; empty
   * if they have not with the most. Tries from below, where the least time lets it; asked for the
   * longest time first, it tries no number of nodes twice.
   */
  Optional<Outcome> within(double seconds) {
    return candidates.stream()
        .filter(nodes -> leastTime(nodes).seconds() <= seconds)
        .map(nodes -> run(nodes, seconds))
        .filter(outcome -> outcome.tally().secondsUntil(1) <= seconds)
        .findFirst();
  }

  /** A known outcome that says enough, or a new one. */
  private Outcome run(int nodes, double seconds) {
    Outcome before = known.get(nodes);
    if (before != null && (before.complete() || before.scenario().limit() >= seconds)) {
      return before;
    }
    Outcome outcome = Region.run(scenario.withNodes(nodes).within(seconds), costs);
    known.put(nodes, outcome);
    return outcome;
  }
}
