package dev.sealkeep.service.collateral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.appraise.Authenticity;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.collateral.CollateralMeters.Place;
import dev.sealkeep.service.collateral.vendor.Alarm;
import dev.sealkeep.service.collateral.vendor.FetchFault;
import dev.sealkeep.service.collateral.vendor.FetchOutcome;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.Vendor;
import dev.sealkeep.service.collateral.vendor.VendorClient;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import dev.sealkeep.service.http.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Finds items: in memory, in the directories, in the database, at the vendor, in this order. One
 * look-up of an item runs at a time, whoever waits for it. What a vendor does not have is
 * remembered for an hour, a failure for half a minute. Items that may change are fetched again
 * before they expire; the old one serves until then and no longer. Thread-safe; never blocks.
 */
public final class CollateralService {
  /** How long a release waits for what is not in memory. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  /** When to ask again for what is on its way. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** When to ask again for what could not be had, or where the vendor's line is long. */
  private static final Duration LATER = Duration.ofSeconds(10);

  /** How often the database is asked for what waits for its turn at the vendor. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private static final int MAX_WAITING = 10_000;
  private static final int MAX_MISSES = 10_000;
  private static final int MAX_REFRESHES = 4;
  private static final int KNOWN_PER_MINUTE = 2;
  private static final Duration ABSENCE_KEPT = Duration.ofHours(1);
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(30);
  private static final Duration REFRESH_RETRY = Duration.ofMinutes(5);
  private static final Duration IN_USE = Duration.ofDays(30);
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  private final Parts parts;
  private final ItemShelf shelf;
  private final BagContents contents;
  private final TokenBudget strangers;
  private final Cache<String, TokenBudget> acquaintances =
      Caffeine.newBuilder().maximumSize(MAX_MISSES).build();
  private final Map<CollateralId, Flight> flights = new ConcurrentHashMap<>();
  private final Cache<CollateralId, Miss> misses =
      Caffeine.newBuilder().maximumSize(MAX_MISSES).build();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Semaphore refreshes = new Semaphore(MAX_REFRESHES);

  private record Miss(FetchOutcome outcome, Instant until) {}

  /**
   * What the service is made of.
   *
   * @param authenticity what no issuer signed is not taken
   * @param workers for reads of the database
   * @param strangersPerMinute unknown chips and platform families that may be asked for
   * @param maxRows items that are kept in the database
   */
  public record Parts(
      CollateralDirectories directories,
      VendorClient client,
      Store store,
      Authenticity authenticity,
      WorkerPool workers,
      Alarm alarm,
      InstantSource clock,
      RandomGenerator random,
      CollateralMeters meters,
      int strangersPerMinute,
      int maxRows) {}

  /** A service over these parts; brings what was in use last from the database. Blocks. */
  public CollateralService(Parts parts) {
    this.parts = parts;
    this.shelf =
        new ItemShelf(
            parts.store(),
            parts.maxRows(),
            parts.random(),
            parts.authenticity(),
            parts.directories()::content);
    this.contents = new BagContents(shelf, parts.directories());
    this.strangers = new TokenBudget(parts.strangersPerMinute(), parts.clock());
    shelf.preload();
    for (Vendor vendor : Vendor.values()) {
      parts.meters().watchLine(vendor, () -> parts.client().waiting(vendor));
    }
    parts.meters().watch(() -> oldestAge().toSeconds(), () -> nextExpiry().toSeconds());
  }

  /**
   * The bag for some needs: at once if nothing has to be looked up, or else when everything came or
   * {@link #PATIENCE} has passed. What did not come in time is left out; it goes on its way, for
   * the next one who asks. Never fails.
   */
  public CompletableFuture<Bag> gather(List<CollateralId> needs) {
    Instant now = parts.clock().instant();
    CompletableFuture<?>[] lookups =
        needs.stream()
            .filter(id -> !isAtHand(id, now))
            .map(id -> lookup(id, PATIENCE))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(lookups).thenApply(all -> bag(needs, parts.clock().instant()));
  }

  /** The bag of a request that needs nothing. */
  public Bag nothing() {
    return bag(List.of(), parts.clock().instant());
  }

  private boolean isAtHand(CollateralId id, Instant now) {
    if (held(id, now).isPresent()) {
      parts.meters().found(Place.MEMORY);
      return true;
    }
    if (parts.directories().have(id, now)) {
      parts.meters().found(Place.DIRECTORY);
      return true;
    }
    return false;
  }

  private Optional<PublishedItem> held(CollateralId id, Instant now) {
    return shelf
        .inMemory(id)
        .map(ItemShelf.Held::item)
        .filter(item -> item.validity().holdsAt(now));
  }

  /** The bag of what is in memory at {@code at}. */
  Bag bag(List<CollateralId> needs, Instant at) {
    BagContents.Made made = contents.make(needs, at);
    return new Bag(this, needs, made.versions(), made.content());
  }

  /** What a bag made at {@code at} would hold; see {@link BagContents#versions}. */
  List<String> versions(List<CollateralId> needs, Instant at) {
    return contents.versions(needs, at);
  }

  /** When to ask again for what is on its way or could not be had for now; see {@link Bag}. */
  Optional<Duration> comeBack(List<CollateralId> needs, Instant now) {
    List<CollateralId> lacking =
        needs.stream()
            .filter(id -> held(id, now).isEmpty() && !parts.directories().have(id, now))
            .filter(id -> parts.client().asks(VendorPaths.of(id).vendor()))
            .toList();
    List<CollateralId> onTheirWay = lacking.stream().filter(flights::containsKey).toList();
    if (onTheirWay.isEmpty()) {
      return lacking.stream().anyMatch(id -> id.indispensable() && !absent(id, now))
          ? Optional.of(LATER)
          : Optional.empty();
    }
    return Optional.of(onTheirWay.stream().anyMatch(this::isBacklogged) ? LATER : SOON);
  }

  private boolean absent(CollateralId id, Instant now) {
    return miss(id, now).filter(FetchOutcome.Absent.class::isInstance).isPresent();
  }

  /** Notes that evidence verified with these items. */
  void verified(List<CollateralId> ids) {
    Instant now = parts.clock().instant();
    ids.forEach(id -> shelf.verified(id, now));
  }

  /**
   * Looks an item up. The future never fails; it fails fast with {@link FetchFault#BUSY} where too
   * many wait, and with {@link FetchFault#ON_ITS_WAY} when its patience is over.
   */
  public CompletableFuture<FetchOutcome> lookup(CollateralId id, Duration patience) {
    Optional<FetchOutcome> known = known(id);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.completedFuture(new FetchOutcome.Failed(FetchFault.BUSY));
    }
    Flight mine = new Flight();
    Flight running = Objects.requireNonNullElse(flights.putIfAbsent(id, mine), mine);
    Flight.Passenger passenger = running.board();
    if (running == mine) {
      fly(id, mine);
    }
    if (running.isWithVendor() && isBacklogged(id)) {
      CompletableFuture<?> _ =
          lookAgain(id, running).whenComplete((done, failure) -> passenger.leave());
    } else {
      parts.alarm().after(patience, passenger::leave);
    }
    return passenger.end().whenComplete((outcome, never) -> waiting.decrementAndGet());
  }

  /** Another node may have got what this one's turn has not come for; looks now and then. */
  private CompletableFuture<Boolean> lookAgain(CollateralId id, Flight flight) {
    Instant now = parts.clock().instant();
    return flight.looksAgain(now, LOOK_AGAIN)
        ? parts
            .workers()
            .submit(
                () -> {
                  Optional<PublishedItem> stored = stored(id);
                  stored.ifPresent(
                      item -> {
                        flights.remove(id, flight);
                        flight.land(new FetchOutcome.Found(item));
                      });
                  return stored.isPresent();
                })
        : CompletableFuture.completedFuture(false);
  }

  private Optional<PublishedItem> stored(CollateralId id) {
    Instant now = parts.clock().instant();
    return shelf.fromDatabase(id).filter(item -> item.validity().holdsAt(now));
  }

  private boolean isBacklogged(CollateralId id) {
    return parts.client().waiting(VendorPaths.of(id).vendor()) > VendorClient.AT_ONCE;
  }

  /** What is known without asking anybody: an item, or a miss that is not old. */
  private Optional<FetchOutcome> known(CollateralId id) {
    Instant now = parts.clock().instant();
    Optional<PublishedItem> item = held(id, now).or(() -> parts.directories().item(id, now));
    if (item.isPresent()) {
      return item.map(FetchOutcome.Found::new);
    }
    return miss(id, now);
  }

  private Optional<FetchOutcome> miss(CollateralId id, Instant now) {
    return Optional.ofNullable(misses.getIfPresent(id))
        .filter(miss -> now.isBefore(miss.until()))
        .map(Miss::outcome);
  }

  private void fly(CollateralId id, Flight flight) {
    // A flight may have landed between the look into memory and the start of this one.
    Optional<FetchOutcome> known = known(id);
    CompletableFuture<FetchOutcome> outcome =
        known
            .map(CompletableFuture::completedFuture)
            .orElseGet(() -> parts.workers().compose(() -> search(id, flight)));
    CompletableFuture<?> _ =
        outcome
            .thenApply(ended -> known.isPresent() || flight.hasLanded() ? ended : settle(id, ended))
            // A full queue or a broken store: whoever waits must be told in any case.
            .exceptionally(failure -> new FetchOutcome.Failed(FetchFault.BUSY))
            .thenAccept(
                settled -> {
                  flights.remove(id, flight);
                  flight.land(settled);
                });
  }

  /** In the database, then at the vendor. Runs on a worker. */
  private CompletableFuture<FetchOutcome> search(CollateralId id, Flight flight) {
    Optional<PublishedItem> stored = stored(id);
    if (stored.isPresent()) {
      parts.meters().found(Place.DATABASE);
      return CompletableFuture.completedFuture(new FetchOutcome.Found(stored.get()));
    }
    if (!parts.client().asks(VendorPaths.of(id).vendor())) {
      return CompletableFuture.completedFuture(new FetchOutcome.Failed(FetchFault.OFF));
    }
    String subject = id.subject();
    boolean known = subject.isEmpty() || shelf.isKnown(subject);
    if (!affordable(subject, known)) {
      parts.meters().overBudget();
      return CompletableFuture.completedFuture(new FetchOutcome.Failed(FetchFault.OVER_BUDGET));
    }
    flight.toVendor(parts.clock().instant());
    return parts
        .client()
        .fetchUnless(id, flight::hasLanded)
        .thenApply(outcome -> known ? present(outcome) : outcome);
  }

  /**
   * Anybody can put a known chip's id into a report that does not verify, with any TCB; so even a
   * known one has a budget, of its own, that others cannot spend.
   */
  private boolean affordable(String subject, boolean known) {
    if (subject.isEmpty()) {
      return true;
    }
    return known
        ? acquaintances.get(subject, s -> new TokenBudget(KNOWN_PER_MINUTE, parts.clock())).take()
        : strangers.take();
  }

  /** That a vendor has no roots, or nothing for a chip that it vouched for, is its mistake. */
  private static FetchOutcome present(FetchOutcome outcome) {
    return outcome instanceof FetchOutcome.Absent
        ? new FetchOutcome.Failed(FetchFault.OTHER_STATUS)
        : outcome;
  }

  /** Takes what came into memory before the flight ends, so that nobody starts another. */
  private FetchOutcome settle(CollateralId id, FetchOutcome outcome) {
    Instant now = parts.clock().instant();
    return switch (outcome) {
      case FetchOutcome.Found(PublishedItem item)
          when item.source() == PublishedItem.Source.VENDOR -> {
        Optional<PublishedItem> taken = take(item, now);
        if (taken.isEmpty()) {
          parts.meters().found(Place.NOWHERE);
          yield missed(id, new FetchOutcome.Failed(FetchFault.WRONG_CONTENT), FAILURE_KEPT, now);
        }
        parts.meters().found(Place.VENDOR_FETCHED);
        misses.invalidate(id);
        yield new FetchOutcome.Found(taken.get());
      }
      case FetchOutcome.Found found -> found;
      case FetchOutcome.Absent absent -> {
        parts.meters().found(Place.NOWHERE);
        yield missed(id, absent, ABSENCE_KEPT, now);
      }
      case FetchOutcome.Failed failed -> {
        parts.meters().found(Place.NOWHERE);
        yield missed(id, failed, FAILURE_KEPT, now);
      }
    };
  }

  /**
   * Takes an item of the vendor's, unless it is forged, has expired, or comes from a time that is
   * not yet, for nothing issued before could then replace it.
   *
   * @return the one that counts from now on, if it may be used
   */
  private Optional<PublishedItem> take(PublishedItem item, Instant now) {
    if (!item.validity().holdsAt(now) || item.validity().issued().isAfter(now.plus(CLOCK_SKEW))) {
      return Optional.empty();
    }
    Optional<PublishedItem> taken = shelf.put(item, item.id().subject());
    if (taken.isPresent() && item.id().subject().isEmpty()) {
      // Others may have waited for this issuer.
      CompletableFuture<?> _ = parts.workers().submit(this::judgeAgain);
    }
    return taken.filter(usable -> usable.validity().holdsAt(now));
  }

  private boolean judgeAgain() {
    shelf.judgeAgain();
    return true;
  }

  /** A refusal for want of budget or room is about others, so it is not held against the item. */
  private FetchOutcome missed(CollateralId id, FetchOutcome outcome, Duration kept, Instant now) {
    boolean aboutOthers =
        outcome instanceof FetchOutcome.Failed(FetchFault fault)
            && (fault == FetchFault.OVER_BUDGET || fault == FetchFault.BUSY);
    if (!aboutOthers) {
      long jitter = parts.random().nextLong(kept.toMillis() / 4);
      misses.put(id, new Miss(outcome, now.plus(kept).plusMillis(jitter)));
    }
    return outcome;
  }

  /**
   * Reads changed directories, forgets what has expired, and fetches what is due, the first to
   * expire first and a few at a time. Blocks on files; call it now and then.
   */
  public void refresh() {
    parts.directories().reread();
    Instant now = parts.clock().instant();
    List<ItemShelf.Held> due = new ArrayList<>();
    for (ItemShelf.Held held : shelf.all()) {
      if (!held.item().validity().holdsAt(now) && !held.item().id().isRevocationList()) {
        shelf.drop(held);
      } else if (!held.due().isAfter(now) && isInUse(held, now)) {
        due.add(held);
      }
    }
    due.sort(Comparator.comparing(held -> held.item().validity().until()));
    for (ItemShelf.Held held : due) {
      if (parts.client().asks(VendorPaths.of(held.item().id()).vendor())
          && refreshes.tryAcquire()) {
        refresh(held);
      }
    }
  }

  /** What many share is in use as long as it is held; a chip's or family's while it comes back. */
  private static boolean isInUse(ItemShelf.Held held, Instant now) {
    return held.item().id().subject().isEmpty() || held.used().plus(IN_USE).isAfter(now);
  }

  private void refresh(ItemShelf.Held held) {
    CollateralId id = held.item().id();
    Instant now = parts.clock().instant();
    held.postpone(now.plus(REFRESH_RETRY).plusSeconds(parts.random().nextInt(60)));
    CompletableFuture<?> _ =
        parts
            .client()
            .fetch(id)
            .thenAccept(
                outcome -> {
                  boolean taken =
                      outcome instanceof FetchOutcome.Found(PublishedItem item)
                          && take(item, parts.clock().instant()).isPresent();
                  if (!taken) {
                    parts.meters().refreshFailed();
                  }
                })
            .whenComplete((done, failure) -> refreshes.release());
  }

  private boolean isAsked(CollateralId id) {
    return parts.client().asks(VendorPaths.of(id).vendor());
  }

  /** What is as old as the vendor lets it be; an expired list alarms where there should be more. */
  private Stream<PublishedItem> revoking() {
    Instant now = parts.clock().instant();
    return shelf.all().stream()
        .map(ItemShelf.Held::item)
        .filter(item -> RefreshTime.revokes(item.id()))
        .filter(item -> item.validity().holdsAt(now) || isAsked(item.id()));
  }

  /** The time since the oldest revocation list or TCB data in memory was issued; zero for none. */
  Duration oldestAge() {
    Instant now = parts.clock().instant();
    return revoking()
        .map(item -> Duration.between(item.validity().issued(), now))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The time until the first of them expires; a year for none. */
  Duration nextExpiry() {
    Instant now = parts.clock().instant();
    return revoking()
        .map(item -> Duration.between(now, item.validity().until()))
        .min(Comparator.naturalOrder())
        .orElse(Duration.ofDays(365));
  }
}
