package dev.sealkeep.service.collateral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items in memory, over the table that keeps them across a restart. Both are bounded; what evidence
 * verified with last stays longest, so that strangers' chips push out nothing that is in use.
 */
final class ItemShelf {
  private static final Logger LOG = LoggerFactory.getLogger(ItemShelf.class);
  private static final long MAX_WEIGHT = 128L << 20;
  private static final int PRELOADED = 512;
  private static final int TRIM_EVERY = 64;
  private static final Duration USE_NOTED = Duration.ofDays(1);

  private final Store store;
  private final int maxRows;
  private final RandomGenerator random;
  private final Cache<CollateralId, Held> held =
      Caffeine.newBuilder()
          .maximumWeight(MAX_WEIGHT)
          .weigher((CollateralId id, Held value) -> value.item.weight())
          .executor(Runnable::run)
          .build();
  private final AtomicInteger puts = new AtomicInteger();

  /** An item in memory. */
  static final class Held {
    private final PublishedItem item;
    private volatile Instant due;
    private volatile Instant used;

    private Held(PublishedItem item, Instant due, Instant used) {
      this.item = item;
      this.due = due;
      this.used = used;
    }

    PublishedItem item() {
      return item;
    }

    /** When it is to be refreshed. */
    Instant due() {
      return due;
    }

    /** When evidence last verified with it, to the day; the epoch for never. */
    Instant used() {
      return used;
    }

    void postpone(Instant later) {
      due = later;
    }
  }

  /** A shelf that keeps at most {@code maxRows} items in {@code store}. */
  ItemShelf(Store store, int maxRows, RandomGenerator random) {
    this.store = store;
    this.maxRows = maxRows;
    this.random = random;
  }

  /** Brings what was in use last into memory. Blocks. */
  void preload() {
    store.read(snapshot -> snapshot.collateralByUse(PRELOADED)).forEach(this::keep);
  }

  /** The item, if it is in memory. */
  Optional<Held> inMemory(CollateralId id) {
    return Optional.ofNullable(held.getIfPresent(id));
  }

  /** Everything in memory. */
  Collection<Held> all() {
    return held.asMap().values();
  }

  /** Brings an item from the database into memory. Blocks. */
  Optional<PublishedItem> fromDatabase(CollateralId id) {
    return store.peek(snapshot -> snapshot.collateral(VendorPaths.name(id))).flatMap(this::keep);
  }

  /** Whether evidence has verified with an item about that chip or family. Blocks. */
  boolean isKnown(String subject) {
    return store.peek(snapshot -> snapshot.collateralVerified(subject));
  }

  private Optional<PublishedItem> keep(CollateralRow row) {
    Optional<PublishedItem> item =
        VendorPaths.ofName(row.id())
            .flatMap(
                id ->
                    PublishedItem.parse(
                        id,
                        new Received(row.body(), row.contentType(), row.issuerChain()),
                        row.fetched(),
                        Source.CACHE));
    item.ifPresent(read -> held.put(read.id(), hold(read, row.verified())));
    return item;
  }

  private Held hold(PublishedItem item, Instant used) {
    return new Held(item, RefreshTime.of(item, random), used);
  }

  /**
   * Takes an item from the vendor, unless the one at hand was issued later: nobody turns a
   * revocation list back.
   *
   * @return the one that counts from now on
   */
  PublishedItem put(PublishedItem item, String subject) {
    Held now =
        held.asMap()
            .compute(
                item.id(),
                (id, before) -> {
                  boolean older =
                      before != null
                          && item.validity().issued().isBefore(before.item.validity().issued());
                  return before == null
                      ? hold(item, Instant.EPOCH)
                      : older ? postponed(before, item) : hold(item, before.used);
                });
    if (now.item == item) {
      write(item, subject, now.used);
    }
    return now.item;
  }

  private Held postponed(Held before, PublishedItem older) {
    before.postpone(RefreshTime.of(older, random));
    return before;
  }

  private void write(PublishedItem item, String subject, Instant used) {
    CollateralRow row =
        new CollateralRow(
            VendorPaths.name(item.id()),
            subject,
            item.body(),
            item.contentType(),
            item.issuerChain(),
            item.fetched(),
            used);
    boolean trim = puts.incrementAndGet() % TRIM_EVERY == 1;
    CompletableFuture<?> _ =
        store
            .transact(
                transaction -> {
                  transaction.putCollateral(row);
                  if (trim) {
                    transaction.trimCollateral(maxRows);
                  }
                  return true;
                })
            .whenComplete(ItemShelf::logged);
  }

  /** Notes that evidence verified with an item; written at most once a day. */
  void verified(CollateralId id, Instant at) {
    Held item = held.getIfPresent(id);
    if (item == null || item.used.plus(USE_NOTED).isAfter(at)) {
      return;
    }
    item.used = at;
    String name = VendorPaths.name(id);
    CompletableFuture<?> _ =
        store
            .transact(
                transaction -> {
                  transaction.useCollateral(name, at);
                  return true;
                })
            .whenComplete(ItemShelf::logged);
  }

  /** Forgets what has expired. */
  void drop(Held expired) {
    held.asMap().remove(expired.item.id(), expired);
  }

  private static void logged(Boolean done, Throwable failure) {
    if (failure != null) {
      LOG.warn("an item of collateral is not in the database: {}", failure.getMessage());
    }
  }
}
