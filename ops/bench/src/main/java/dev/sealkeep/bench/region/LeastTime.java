package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.service.log.LogWriter;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What no run of a scenario can go below: each guest once, nobody refused, every transaction full,
 * and one resource at work all the time.
 *
 * @param resource the one that needs the longest, named as in {@link Outcome#utilisation}, or
 *     {@code power}, which comes back over the scenario's spread
 * @param seconds how long
 */
record LeastTime(String resource, double seconds) {

  /** The bound of a scenario. */
  static LeastTime of(Scenario scenario, Costs costs) {
    double guests = scenario.guests();
    Map<String, Double> bounds = new TreeMap<>();
    bounds.put("power", scenario.spread() * (guests - 1) / guests);
    bounds.put(
        "order of the log", guests * NodeLog.secondsOfMember(costs, scenario.databaseRoundTrip()));
    if (scenario.shared() == 0) {
      bounds.put(
          "node processors",
          guests * nodeSeconds(costs) / scenario.nodes() / scenario.processors());
    }
    if (scenario.shared() == 0 && scenario.databaseProcessors() > 0) {
      bounds.put(
          "database processors", guests * databaseSeconds(costs) / scenario.databaseProcessors());
    }
    if (scenario.collateral() != Scenario.Collateral.HELD && scenario.vendor() > 0) {
      // A second's worth may come at once.
      double paced = Math.min(scenario.chips(), guests) - Math.max(1, scenario.vendor());
      bounds.put("vendor", paced / scenario.vendor());
    }
    Map.Entry<String, Double> longest =
        Collections.max(bounds.entrySet(), Map.Entry.comparingByValue(Comparator.naturalOrder()));
    return new LeastTime(longest.getKey(), longest.getValue());
  }

  /** A node's processors, for a guest. */
  private static double nodeSeconds(Costs costs) {
    return costs.seconds(Cost.NODE_HANDSHAKE)
        + costs.seconds(Cost.NODE_CHALLENGE)
        + costs.seconds(Cost.NODE_RELEASE)
        + costs.seconds(Cost.NODE_MEMBER)
        + costs.seconds(Cost.NODE_COMMIT) / LogWriter.BATCH;
  }

  /** The database server's processors, for a guest. */
  private static double databaseSeconds(Costs costs) {
    return costs.seconds(Cost.DATABASE_READ)
        + costs.seconds(Cost.DATABASE_MEMBER)
        + costs.seconds(Cost.DATABASE_COMMIT) / LogWriter.BATCH;
  }
}
