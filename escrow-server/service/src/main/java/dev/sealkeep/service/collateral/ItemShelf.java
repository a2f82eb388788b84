package dev.sealkeep.service.collateral;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.appraise.Authenticity;
import dev.sealkeep.evidence.appraise.Authenticity.Standing;
import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items in memory, over the table that keeps them across a restart. Both are bounded; what evidence
 * verified with last stays longest, so that strangers' chips push out nothing that is in use. What
 * is seen to be forged is not held, and what is proven yields to nothing that is not.
 */
final class ItemShelf {
  private static final Logger LOG = LoggerFactory.getLogger(ItemShelf.class);
  private static final long MAX_WEIGHT = 128L << 20;
  private static final int PRELOADED = 512;
  private static final int TRIM_EVERY = 64;
  private static final Duration USE_NOTED = Duration.ofDays(1);
  private static final Duration UNDECIDED_KEPT = Duration.ofHours(1);

  private final Store store;
  private final int maxRows;
  private final RandomGenerator random;
  private final Authenticity authenticity;
  private final Supplier<Collateral> directories;
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
    private volatile Standing standing;
    private volatile Instant due;
    private volatile Instant used;

    private Held(PublishedItem item, Standing standing, Instant due, Instant used) {
      this.item = item;
      this.standing = standing;
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

  /**
   * A shelf that keeps at most {@code maxRows} items in {@code store}.
   *
   * @param directories where else issuers may be found
   */
  ItemShelf(
      Store store,
      int maxRows,
      RandomGenerator random,
      Authenticity authenticity,
      Supplier<Collateral> directories) {
    this.store = store;
    this.maxRows = maxRows;
    this.random = random;
    this.authenticity = authenticity;
    this.directories = directories;
  }

  /** Brings what was in use last into memory, and judges all of it at once. Blocks. */
  void preload() {
    for (CollateralRow row : store.read(snapshot -> snapshot.collateralByUse(PRELOADED))) {
      read(row)
          .ifPresent(item -> held.put(item.id(), hold(item, Standing.UNDECIDED, row.verified())));
    }
    judgeAgain();
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
    return read(row).flatMap(item -> take(item, row.verified())).map(Held::item);
  }

  private static Optional<PublishedItem> read(CollateralRow row) {
    return VendorPaths.ofName(row.id())
        .flatMap(
            id ->
                PublishedItem.parse(
                    id,
                    new Received(row.body(), row.contentType(), row.issuerChain()),
                    row.fetched(),
                    Source.CACHE));
  }

  /**
   * Takes an item from the vendor, unless it is forged, or the one at hand was issued later: nobody
   * turns a revocation list back.
   *
   * @return the one that counts from now on; empty if the item is forged and there is no other
   */
  Optional<PublishedItem> put(PublishedItem item, String subject) {
    Optional<Held> now = take(item, Instant.EPOCH);
    now.filter(taken -> taken.item == item).ifPresent(taken -> write(item, subject, taken.used));
    return now.map(Held::item);
  }

  private Optional<Held> take(PublishedItem item, Instant used) {
    Standing standing = authenticity.of(item.collateral(), issuers());
    if (standing == Standing.FORGED) {
      LOG.warn("{} is not what its issuer signed; it is not taken", item);
      return inMemory(item.id());
    }
    return Optional.ofNullable(
        held.asMap()
            .compute(
                item.id(),
                (id, before) ->
                    before == null
                        ? hold(item, standing, used)
                        : isBetter(before, item, standing)
                            ? hold(item, standing, later(before.used, used))
                            : postponed(before, item)));
  }

  /** What is proven yields to nothing that is not; among equals the later issue counts. */
  private static boolean isBetter(Held before, PublishedItem item, Standing standing) {
    return standing == before.standing
        ? !item.validity().issued().isBefore(before.item.validity().issued())
        : standing == Standing.PROVEN;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Held hold(PublishedItem item, Standing standing, Instant used) {
    return new Held(item, standing, due(item, standing), used);
  }

  /** What nobody vouches for is soon replaced by what somebody does. */
  private Instant due(PublishedItem item, Standing standing) {
    Instant regular = RefreshTime.of(item, random);
    Instant soon = item.fetched().plus(UNDECIDED_KEPT);
    return standing == Standing.UNDECIDED && soon.isBefore(regular) ? soon : regular;
  }

  private Held postponed(Held before, PublishedItem other) {
    before.postpone(due(other, before.standing));
    return before;
  }

  /** Where issuers are found: in the directories, and beside what many share. */
  private Collateral issuers() {
    Collateral.Builder builder = new Collateral.Builder();
    builder.addAll(directories.get());
    held.asMap().values().stream()
        .map(Held::item)
        .filter(item -> item.id().subject().isEmpty())
        .forEach(item -> builder.addAll(item.collateral()));
    return builder.build();
  }

  /** Judges anew what was taken before its issuer was at hand, and forgets what is forged. */
  void judgeAgain() {
    Collateral issuers = issuers();
    for (Held undecided : List.copyOf(held.asMap().values())) {
      if (undecided.standing == Standing.UNDECIDED) {
        undecided.standing = authenticity.of(undecided.item.collateral(), issuers);
        switch (undecided.standing) {
          case PROVEN -> undecided.postpone(RefreshTime.of(undecided.item, random));
          case UNDECIDED -> {}
          case FORGED -> {
            LOG.warn("{} is not what its issuer signed; it is forgotten", undecided.item);
            drop(undecided);
          }
        }
      }
    }
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

  /** Forgets an item. */
  void drop(Held unusable) {
    held.asMap().remove(unusable.item.id(), unusable);
  }

  private static void logged(Boolean done, Throwable failure) {
    if (failure != null) {
      LOG.warn("an item of collateral is not in the database: {}", failure.getMessage());
    }
  }
}
