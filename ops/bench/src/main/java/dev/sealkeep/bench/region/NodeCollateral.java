package dev.sealkeep.bench.region;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One node's way to the chips' certificates, as the service's collateral goes it: in memory, in the
 * database, at the vendor; one look-up of a chip at a time; four attempts; a failure is remembered
 * for half a minute; a vendor that answers 429 is left alone for five seconds; chips that no
 * evidence ever verified with share a budget of 30 a minute.
 */
final class NodeCollateral {
  private static final int ATTEMPTS = 4;
  private static final double FIRST_WAIT = 0.25;
  private static final double REST = 5;
  private static final double FAILURE_KEPT = 30;
  private static final double STRANGERS_PER_MINUTE = 30;

  private final Events events;
  private final Scenario scenario;
  private final BitSet database;
  private final Vendor vendor;
  private final SplittableRandom random;
  private final BitSet memory = new BitSet();
  private final Map<Integer, List<Runnable>> flights = new HashMap<>();
  private final Map<Integer, Double> misses = new HashMap<>();
  private double restsUntil;
  private double strangers = STRANGERS_PER_MINUTE;
  private double strangersFilled;
  private long lookups;

  /**
   * A node's.
   *
   * @param database the chips whose certificate the database has, which all nodes share
   */
  NodeCollateral(
      Events events, Scenario scenario, BitSet database, Vendor vendor, SplittableRandom random) {
    this.events = events;
    this.scenario = scenario;
    this.database = database;
    this.vendor = vendor;
    this.random = random;
  }

  /** Whether a chip's certificate is in memory. */
  boolean atHand(int chip) {
    return memory.get(chip);
  }

  /** Whether a look-up would end at once, without it. */
  boolean missed(int chip) {
    return events.now() < misses.getOrDefault(chip, 0.0);
  }

  /** Looks a chip up, and runs {@code ended} when it is at hand or not to be had. */
  void lookUp(int chip, Runnable ended) {
    List<Runnable> flight = flights.get(chip);
    if (flight != null) {
      flight.add(ended);
      return;
    }
    flights.put(chip, new ArrayList<>(List.of(ended)));
    lookups++;
    if (database.get(chip)) {
      // A read of one row; its CPU is within a release's own reads.
      events.after(scenario.databaseRoundTrip(), () -> land(chip, true));
    } else if (scenario.collateral() == Scenario.Collateral.STRANGERS && !affordable()) {
      events.after(0, () -> land(chip, false));
    } else {
      ask(chip, 1);
    }
  }

  private boolean affordable() {
    double now = events.now();
    strangers =
        Math.min(
            STRANGERS_PER_MINUTE, strangers + (now - strangersFilled) * STRANGERS_PER_MINUTE / 60);
    strangersFilled = now;
    if (strangers < 1) {
      return false;
    }
    strangers--;
    return true;
  }

  private void ask(int chip, int attempt) {
    if (events.now() < restsUntil) {
      failed(chip);
      return;
    }
    events.after(
        scenario.vendorLatency(),
        () -> {
          if (vendor.ask()) {
            database.set(chip);
            land(chip, true);
            return;
          }
          restsUntil = events.now() + REST;
          if (attempt == ATTEMPTS) {
            failed(chip);
          } else {
            double wait = REST + random.nextDouble() * FIRST_WAIT * (1 << attempt);
            events.after(wait, () -> ask(chip, attempt + 1));
          }
        });
  }

  private void failed(int chip) {
    misses.put(chip, events.now() + FAILURE_KEPT * (1 + random.nextDouble() / 4));
    land(chip, false);
  }

  private void land(int chip, boolean found) {
    if (found) {
      memory.set(chip);
      misses.remove(chip);
    }
    List<Runnable> waiting = flights.remove(chip);
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  /** Look-ups that memory could not answer. */
  long lookups() {
    return lookups;
  }
}
