package dev.sealkeep.bench.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.bench.region.Scenario.Collateral;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole regions, small enough for a test. */
class RegionTest {
  private static final int GUESTS = 20_000;

  /** Costs of which none stands out. */
  private static Costs costs() {
    Map<Cost, Double> costs = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      costs.put(cost, 20.0);
    }
    costs.put(Cost.NODE_HANDSHAKE, 400.0);
    costs.put(Cost.NODE_RELEASE, 600.0);
    costs.put(Cost.COMMIT_IDLE, 1_500.0);
    costs.put(Cost.FSYNC, 500.0);
    return Costs.of(costs);
  }

  private static Scenario region(
      int guests, double spread, int nodes, Collateral collateral, double vendor) {
    return new Scenario(
        guests,
        spread,
        nodes,
        2,
        4,
        0,
        0.001,
        0,
        0.01,
        60,
        10,
        5,
        0,
        10_000,
        200,
        collateral,
        vendor,
        0.2,
        3_600,
        false,
        5);
  }

  private static Scenario region() {
    return region(GUESTS, 0, 2, Collateral.HELD, 1_000);
  }

  private static void assertShares(Outcome outcome) {
    outcome
        .utilisation()
        .forEach((resource, share) -> assertThat(share).as(resource).isBetween(0.0, 1.0 + 1e-6));
  }

  @ParameterizedTest
  @EnumSource(Collateral.class)
  void eachGuestGetsItsKeyOnceAndEachAttemptEndsOneWay(Collateral collateral) {
    Outcome outcome = Region.run(region(5_000, 0, 2, collateral, 20), costs());
    Tally tally = outcome.tally();

    // A second key for a guest would have thrown.
    assertThat(outcome.complete()).isTrue();
    assertThat(tally.ordered()).isTrue();
    assertThat(tally.attempts())
        .isEqualTo(
            tally.released()
                + tally.refusals()
                + tally.closedBeforeTls()
                + tally.timeouts()
                + tally.attemptsPutOff()
                + tally.expiredChallenges());
    assertThat(outcome.whole().members())
        .as("what was committed and what was heard")
        .isBetween(
            tally.released() + tally.unheardReleases(),
            tally.released() + tally.unheardReleases() + 2L * 64 + 2L * Scenario.QUEUE);
    assertShares(outcome);
  }

  @Test
  void whoeverIsToldToComeBackKeepsItsConnection() {
    Outcome outcome =
        Region.run(
            region(5_000, 0, 1, Collateral.HELD, 1_000), costs().with(Cost.NODE_RELEASE, 2_400));
    Tally tally = outcome.tally();

    assertThat(tally.refusals()).isPositive();
    assertThat(tally.timeouts() + tally.agentsThatGaveUp()).as("others").isZero();
    assertThat(tally.connections()).isEqualTo(tally.attempts() - tally.refusals());
  }

  @Test
  void theSeedFixesEverything() {
    Outcome one = Region.run(region(), costs());
    Outcome same = Region.run(region(), costs());
    Outcome other = Region.run(region().withSeed(6), costs());

    assertThat(same.whole()).isEqualTo(one.whole());
    assertThat(same.events()).isEqualTo(one.events());
    assertThat(same.tally().secondsUntil(0.5)).isEqualTo(one.tally().secondsUntil(0.5));
    assertThat(other.events()).isNotEqualTo(one.events());
  }

  @Test
  void whoeverIsNotInAHurryIsNeverRefused() {
    Outcome outcome = Region.run(region(2_000, 100, 1, Collateral.HELD, 1_000), costs());

    assertThat(outcome.tally().attempts()).isEqualTo(2_000);
    assertThat(outcome.tally().secondsUntil(1)).isCloseTo(100, within(1.0));
    // 20 a second, each costs 1.1 ms of two processors and little else.
    assertThat(outcome.whole().nodeCpu()).isCloseTo(0.011, within(0.002));
  }

  @Test
  void theDearestResourceIsUsedUpFirstAndSetsThePace() {
    Costs costs = costs();

    Outcome nodes = Region.run(region(), costs.with(Cost.NODE_RELEASE, 5_000));
    assertThat(nodes.saturated()).isEqualTo("node processors");
    // Four processors of nodes.
    assertThat(nodes.tally().secondsUntil(1))
        .isBetween(GUESTS * 5.4e-3 / 4, 3 * GUESTS * 5.4e-3 / 4);

    Outcome order = Region.run(region(), costs.with(Cost.MEMBER_IDLE, 5_000));
    assertThat(order.saturated()).isEqualTo("order of the log");
    assertThat(order.bulk().logOrder()).isGreaterThan(0.9);
    assertThat(order.tally().secondsUntil(1)).isBetween(GUESTS * 5e-3, 1.5 * GUESTS * 5e-3);

    Outcome database = Region.run(region(), costs.with(Cost.DATABASE_READ, 20_000));
    assertThat(database.saturated()).isEqualTo("database processors");
    assertShares(nodes);
    assertShares(order);
    assertShares(database);
  }

  @Test
  void moreNodesHelpAsLongAsTheOrderOfTheLogDoesNotBind() {
    Costs dearRelease = costs().with(Cost.NODE_RELEASE, 5_000);
    Costs dearOrder = costs().with(Cost.MEMBER_IDLE, 5_000);

    assertThat(seconds(4, dearRelease)).isLessThan(0.7 * seconds(2, dearRelease));
    assertThat(seconds(4, dearOrder)).isGreaterThan(0.8 * seconds(2, dearOrder));
  }

  private static double seconds(int nodes, Costs costs) {
    return Region.run(region().withNodes(nodes), costs).tally().secondsUntil(1);
  }

  @Test
  void newCertificatesAreFetchedOnceForEachChipAndCanBindByThemselves() {
    Outcome quick = Region.run(region(5_000, 0, 2, Collateral.NEW_TCB, 1_000), costs());
    Outcome slow = Region.run(region(5_000, 0, 2, Collateral.NEW_TCB, 2), costs());
    Outcome held = Region.run(region(5_000, 0, 2, Collateral.HELD, 2), costs());

    assertThat(quick.whole().fetched()).isBetween(200L, 400L);
    assertThat(held.whole().fetched()).isZero();
    assertThat(slow.tally().secondsUntil(1)).isGreaterThan(90);
    assertThat(slow.tally().attemptsPutOff())
        .as("a release that waits in vain is put off")
        .isPositive();
    assertThat(held.tally().secondsUntil(1)).isLessThan(60);
  }

  @Test
  void aSearchFindsTheFewestNodesAndAgreesWithTryingEach() {
    Costs costs = costs().with(Cost.NODE_RELEASE, 5_000);
    double target = 12;

    int fewest =
        new NodeSearch(region(), costs, 16).within(target).orElseThrow().scenario().nodes();

    assertThat(seconds(fewest, costs)).isLessThanOrEqualTo(target);
    int stepBelow = NodeSearch.STEPS.get(NodeSearch.STEPS.indexOf(fewest) - 1);
    assertThat(seconds(stepBelow, costs)).isGreaterThan(target);
    assertThat(new NodeSearch(region(), costs, 1).within(target)).isEmpty();
  }

  /** Not if a further member costs more than a transaction of its own, which nothing is like. */
  @ParameterizedTest
  @EnumSource(value = Cost.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMBER_IDLE")
  void noRunIsQuickerThanItsLeastTimeWhateverBinds(Cost dear) {
    Costs costs = costs().with(dear, dear.key().endsWith("us") ? 20_000 : costs().get(dear));
    for (Collateral collateral : Collateral.values()) {
      Scenario scenario = region(2_000, 3, 2, collateral, 7);
      LeastTime least = LeastTime.of(scenario, costs);

      assertThat(Region.run(scenario, costs).tally().secondsUntil(1))
          .as("%s", least)
          .isGreaterThanOrEqualTo(least.seconds());
    }
  }

  @Test
  void whatNoNumberOfNodesCanDoIsSaidWithoutARun() {
    Costs costs = costs().with(Cost.DATABASE_MEMBER, 1e6);
    NodeSearch search = new NodeSearch(region(), costs, 16);

    assertThat(RegionReport.table(List.of(1), search, 16))
        .contains("not with 16 nodes: the order of the log alone takes");
  }
}
