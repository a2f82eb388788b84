package dev.sealkeep.service.collateral;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The meters of collateral; every series exists from the start. */
public final class CollateralMeters {
  /** What an item is. */
  public enum Kind {
    /** A chip's certificate. */
    VCEK,
    /** The certificates of a product's authorities. */
    CHAIN,
    /** A revocation list. */
    CRL,
    /** TCB info. */
    TCB_INFO,
    /** The identity of a quoting enclave. */
    QE_IDENTITY;

    static Kind of(CollateralId id) {
      return switch (id) {
        case CollateralId.AmdVcek vcek -> VCEK;
        case CollateralId.AmdChain chain -> CHAIN;
        case CollateralId.AmdRevocationList list -> CRL;
        case CollateralId.IntelPckRevocationList list -> CRL;
        case CollateralId.IntelRootRevocationList list -> CRL;
        case CollateralId.IntelTcbInfo info -> TCB_INFO;
        case CollateralId.IntelQeIdentity identity -> QE_IDENTITY;
      };
    }

    private List<Vendor> vendors() {
      return switch (this) {
        case VCEK, CHAIN -> List.of(Vendor.AMD);
        case CRL -> List.of(Vendor.AMD, Vendor.INTEL);
        case TCB_INFO, QE_IDENTITY -> List.of(Vendor.INTEL);
      };
    }
  }

  /** Where a need was met. */
  public enum Place {
    /** In memory. */
    MEMORY,
    /** In a directory of the configuration. */
    DIRECTORY,
    /** In the database. */
    DATABASE,
    /** At the vendor. */
    VENDOR_FETCHED,
    /** Nowhere. */
    NOWHERE
  }

  private record Request(Vendor vendor, Kind kind, String outcome) {}

  private final MeterRegistry registry;
  private final Map<Request, Counter> requests = new HashMap<>();
  private final Map<Place, Counter> lookups = new EnumMap<>(Place.class);
  private final Counter refreshFailures;
  private final Counter overBudget;

  /** Registers the meters. */
  public CollateralMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Kind kind : Kind.values()) {
      for (Vendor vendor : kind.vendors()) {
        for (String outcome : outcomes()) {
          requests.put(new Request(vendor, kind, outcome), request(vendor, kind, outcome));
        }
      }
    }
    for (Place place : Place.values()) {
      lookups.put(
          place,
          Counter.builder("sealkeep.collateral.lookups")
              .description("Needed items by where they were found")
              .tag("place", word(place))
              .register(registry));
    }
    refreshFailures =
        Counter.builder("sealkeep.collateral.refresh.failures")
            .description("Refreshes of items in use that failed")
            .register(registry);
    overBudget =
        Counter.builder("sealkeep.collateral.over.budget")
            .description("Unknown chips and platform families that were not asked for")
            .register(registry);
  }

  private Counter request(Vendor vendor, Kind kind, String outcome) {
    return Counter.builder("sealkeep.collateral.requests")
        .description("Requests to vendors by how they ended")
        .tag("vendor", vendor.word())
        .tag("kind", word(kind))
        .tag("outcome", outcome)
        .register(registry);
  }

  /** How a request to a vendor may end. */
  public static List<String> outcomes() {
    List<String> outcomes = new ArrayList<>(List.of("found", new FetchOutcome.Absent().word()));
    for (FetchFault fault : FetchFault.values()) {
      if (fault.ofRequest()) {
        outcomes.add(fault.word());
      }
    }
    return outcomes;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Counts a request. */
  public void asked(CollateralId id, FetchOutcome outcome) {
    Counter counter =
        requests.get(new Request(VendorPaths.of(id).vendor(), Kind.of(id), outcome.word()));
    if (counter != null) {
      counter.increment();
    }
  }

  /** Counts a look-up. */
  void found(Place place) {
    Counter counter = lookups.get(place);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Counts a refresh that failed. */
  void refreshFailed() {
    refreshFailures.increment();
  }

  /** Counts a stranger that was not asked for. */
  void overBudget() {
    overBudget.increment();
  }

  /** Watches how many requests wait for their turn at a vendor. */
  void watchLine(Vendor vendor, Supplier<Number> waiting) {
    Gauge.builder("sealkeep.collateral.waiting", waiting)
        .description("Items that wait for their turn at a vendor")
        .tag("vendor", vendor.word())
        .register(registry);
  }

  /** Watches ages. */
  void watch(Supplier<Number> oldestSeconds, Supplier<Number> soonestExpirySeconds) {
    Gauge.builder("sealkeep.collateral.oldest.age", oldestSeconds)
        .description("Time since the oldest revocation list or TCB data in use was issued")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("sealkeep.collateral.next.expiry", soonestExpirySeconds)
        .description("Time until the first revocation list or TCB data in use expires")
        .baseUnit("seconds")
        .register(registry);
  }
}
