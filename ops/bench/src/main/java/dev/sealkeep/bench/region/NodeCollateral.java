package dev.sealkeep.bench.region;

import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.collateral.vendor.VendorPace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * One node's way to the chips' certificates, as the service's collateral goes it: in memory, in the
 * database, at the vendor; one look-up of a chip at a time; a line before the vendor that advances
 * at the service's own pace; four attempts; a failure is remembered for half a minute; chips that
 * no evidence ever verified with share a budget of 30 a minute.
 */
final class NodeCollateral {
  private static final int ATTEMPTS = 4;
  private static final double FIRST_WAIT = 0.25;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final double FAILURE_KEPT = 30;
  private static final double STRANGERS_PER_MINUTE = 30;
  private static final double LOOK_AGAIN = 30;
  private static final double SOON = 2;
  private static final double LATER = 10;

  private final Events events;
  private final Scenario scenario;
  private final BitSet database;
  private final Vendor vendor;
  private final SplittableRandom random;
  private final BitSet memory = new BitSet();
  private final Map<Integer, Flight> flights = new HashMap<>();
  private final Map<Integer, Double> misses = new HashMap<>();
  private final VendorPace pace = new VendorPace();
  private final Deque<Request> line = new ArrayDeque<>();
  private int onTheWay;
  private boolean woken;
  private double strangers = STRANGERS_PER_MINUTE;
  private double strangersFilled;
  private long lookups;

  /** A look-up and those who wait for it; who has lost patience leaves. */
  private static final class Flight {
    private final Set<Passenger> passengers = new LinkedHashSet<>();
    private boolean withVendor;
    private double looked;
  }

  private static final class Passenger {
    private final CompletableFuture<Boolean> end;

    Passenger(CompletableFuture<Boolean> end) {
      this.end = end;
    }
  }

  private record Request(int chip, int attempt) {}

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

  /** When a guest is told to come back, in seconds. */
  double comeBack(int chip) {
    return flights.containsKey(chip) && !backlogged() ? SOON : LATER;
  }

  private boolean backlogged() {
    return line.size() > VendorClient.AT_ONCE;
  }

  /** Looks a chip up, and completes {@code end} when it is known or patience is over. */
  void lookUp(int chip, double patience, CompletableFuture<Boolean> end) {
    Flight running = flights.get(chip);
    if (running != null && running.withVendor && backlogged()) {
      lookAgain(chip, running, end);
      return;
    }
    Flight flight = Objects.requireNonNullElseGet(running, Flight::new);
    Passenger passenger = new Passenger(end);
    flight.passengers.add(passenger);
    events.after(
        patience,
        () -> {
          flight.passengers.remove(passenger);
          end.complete(false);
        });
    if (running == null) {
      flights.put(chip, flight);
      lookups++;
      search(chip, flight);
    }
  }

  /** Another node may have it by now. */
  private void lookAgain(int chip, Flight flight, CompletableFuture<Boolean> end) {
    if (events.now() < flight.looked + LOOK_AGAIN) {
      end.complete(false);
      return;
    }
    flight.looked = events.now();
    events.after(
        scenario.databaseRoundTrip(),
        () -> {
          if (database.get(chip)) {
            land(chip, true);
          }
          end.complete(memory.get(chip));
        });
  }

  private void search(int chip, Flight flight) {
    if (database.get(chip)) {
      // A read of one row; its CPU is within a release's own reads.
      events.after(scenario.databaseRoundTrip(), () -> land(chip, true));
    } else if (scenario.collateral() == Scenario.Collateral.STRANGERS && !affordable()) {
      events.after(0, () -> land(chip, false));
    } else {
      flight.withVendor = true;
      flight.looked = events.now();
      line.addLast(new Request(chip, 1));
      advance();
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

  private Instant instant() {
    return Instant.EPOCH.plusNanos(events.nanos());
  }

  private void advance() {
    while (onTheWay < VendorClient.AT_ONCE && !line.isEmpty()) {
      if (memory.get(line.element().chip())) {
        line.remove();
        continue;
      }
      Duration left = pace.left(instant());
      if (!left.isZero()) {
        wake(left);
        return;
      }
      onTheWay++;
      Request request = line.remove();
      Instant started = instant();
      pace.started(started);
      events.after(scenario.vendorLatency(), () -> answered(request, started, vendor.ask()));
    }
  }

  private void wake(Duration left) {
    if (woken) {
      return;
    }
    woken = true;
    // A nanosecond more, for seconds are rounded.
    events.after(
        (left.toNanos() + 1) / 1e9,
        () -> {
          woken = false;
          advance();
        });
  }

  private void answered(Request request, Instant started, boolean given) {
    onTheWay--;
    int chip = request.chip();
    if (given) {
      pace.answered(instant());
      database.set(chip);
      land(chip, true);
    } else {
      pace.refused(started, instant(), PATIENCE);
      if (request.attempt() == ATTEMPTS) {
        misses.put(chip, events.now() + FAILURE_KEPT * (1 + random.nextDouble() / 4));
        land(chip, false);
      } else {
        double wait =
            PATIENCE.toSeconds() + random.nextDouble() * FIRST_WAIT * (1 << request.attempt());
        events.after(
            wait,
            () -> {
              line.addFirst(new Request(chip, request.attempt() + 1));
              advance();
            });
      }
    }
    advance();
  }

  private void land(int chip, boolean found) {
    if (found) {
      memory.set(chip);
      misses.remove(chip);
    }
    Flight flight = flights.remove(chip);
    if (flight != null) {
      flight.passengers.forEach(passenger -> passenger.end.complete(found));
    }
  }

  /** Look-ups that memory could not answer. */
  long lookups() {
    return lookups;
  }
}
