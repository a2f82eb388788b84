package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Costs;

/**
 * The model of the boot storm that some costs were measured beside: the same guests, nodes and
 * processors, on one machine. What it says of time is held against what the storm took.
 *
 * @param measured seconds until all had keys
 * @param modelled the same
 * @param measuredMedian seconds until half had
 * @param modelledMedian the same
 * @param outcome all that the model says
 */
record StormCheck(
    double measured,
    double modelled,
    double measuredMedian,
    double modelledMedian,
    Outcome outcome) {
  /** The storm's guests do not give up at the agent's deadline but go on. */
  private static final double PATIENCE = 3_600;

  private static final double TIMEOUT = 15;

  /**
   * Models the storm of these costs.
   *
   * @throws IllegalArgumentException if they come from no storm
   */
  static StormCheck of(Costs costs, long seed) {
    int processors = (int) figure(costs, "threads");
    Scenario scenario =
        new Scenario(
            (int) figure(costs, "guests"),
            0,
            (int) figure(costs, "nodes"),
            processors,
            figure(costs, "sqlite") > 0 ? 0 : processors,
            figure(costs, "processors"),
            0,
            0,
            0,
            PATIENCE,
            1,
            TIMEOUT,
            (int) figure(costs, "sockets"),
            10_000,
            16,
            Scenario.Collateral.HELD,
            1,
            0,
            PATIENCE,
            false,
            seed);
    Outcome outcome = Region.run(scenario, costs);
    return new StormCheck(
        figure(costs, "seconds"),
        outcome.tally().secondsUntil(1),
        figure(costs, "median-seconds"),
        outcome.tally().secondsUntil(0.5),
        outcome);
  }

  private static double figure(Costs costs, String name) {
    return costs
        .storm(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the costs come from no storm: storm.%s is missing".formatted(name)));
  }

  /**
   * How far the model is off in the time until all have keys, as a share of what was measured. The
   * median is told, but not held against it: it follows what the rest of a shared machine does in
   * the storm's first half, of which the costs know only the mean over all of it.
   */
  double error() {
    return Math.abs(modelled / measured - 1);
  }
}
