package dev.sealkeep.bench.region;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a scenario.
 *
 * @param whole what was used until the last guest had its key, or until the limit
 * @param bulk the same until nine of ten had theirs: the end of a boot is a matter of few
 * @param events that the model went through
 */
record Outcome(Scenario scenario, Tally tally, Usage whole, Usage bulk, long events) {
  /** Whether each guest has its key. */
  boolean complete() {
    return tally.released() == scenario.guests();
  }

  /** Resources by name, each with its share in use while most guests were still without key. */
  Map<String, Double> utilisation() {
    Map<String, Double> shares = new TreeMap<>();
    shares.put("node processors", bulk.nodeCpu());
    shares.put("database processors", bulk.databaseCpu());
    shares.put("order of the log", bulk.logOrder());
    shares.put("database fsync", bulk.databaseFsync());
    shares.put("vendor", bulk.vendor());
    shares.put("node connections", (double) bulk.mostOpen() / scenario.connections());
    return shares;
  }

  /** The resource that is used most, of those that serve; connections only wait. */
  String saturated() {
    return utilisation().entrySet().stream()
        .filter(resource -> !resource.getKey().equals("node connections"))
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .orElseThrow()
        .getKey();
  }
}
