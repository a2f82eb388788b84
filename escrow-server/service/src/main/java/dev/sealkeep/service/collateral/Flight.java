package dev.sealkeep.service.collateral;

import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One look-up of an item and those who wait for it. It may take long, while the vendor's line is;
 * whoever has lost patience leaves, and nothing of theirs is kept. Thread-safe.
 */
final class Flight {
  private final CompletableFuture<FetchOutcome> landed = new CompletableFuture<>();
  private final Set<Passenger> passengers = ConcurrentHashMap.newKeySet();
  private volatile boolean withVendor;
  private volatile Instant looked = Instant.MIN;

  /** One who waits. */
  final class Passenger {
    private final CompletableFuture<FetchOutcome> end = new CompletableFuture<>();

    /** Ends with the flight, or when the passenger leaves. */
    CompletableFuture<FetchOutcome> end() {
      return end;
    }

    /** Ends this passenger's wait. */
    void leave() {
      passengers.remove(this);
      end.complete(new FetchOutcome.Failed(FetchFault.ON_ITS_WAY));
    }
  }

  /** From here on it waits for the vendor, nobody nearer having the item {@code now}. */
  void toVendor(Instant now) {
    looked = now;
    withVendor = true;
  }

  /** Whether it is time, and this caller's task, to look for the item nearby again. */
  synchronized boolean looksAgain(Instant now, Duration interval) {
    if (now.isBefore(looked.plus(interval))) {
      return false;
    }
    looked = now;
    return true;
  }

  /** Whether everybody's wait has ended. */
  boolean hasLanded() {
    return landed.isDone();
  }

  /** Whether it waits for the vendor. */
  boolean isWithVendor() {
    return withVendor;
  }

  /** Lets somebody wait. */
  Passenger board() {
    Passenger passenger = new Passenger();
    passengers.add(passenger);
    if (landed.isDone()) {
      passenger.end.complete(landed.join());
    }
    return passenger;
  }

  /** Ends everybody's wait. */
  void land(FetchOutcome outcome) {
    landed.complete(outcome);
    passengers.forEach(passenger -> passenger.end.complete(outcome));
  }
}
