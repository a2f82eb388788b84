package dev.sealkeep.service.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many log entries a chip can cause without a release: a set number in each minute for a tenant
 * and chip (invariant 1). Denials of verified evidence have one such quota, preflights another. The
 * tenant's name is the one that was asked for, whether it exists or not, so that the quota tells a
 * guest nothing (invariant 11). Since names are free, a chip also has a quota of its own, that of
 * {@value #TENANTS} tenants: whoever has one machine and makes names up grows neither the log nor
 * this memory past it.
 */
public final class EntryQuota {
  /** How many tenants' quotas a chip can use up. */
  static final int TENANTS = 16;

  private static final int TRACKED = 100_000;

  private final int perMinute;
  private final Cache<Bucket, AtomicInteger> used;
  private final Cache<String, AtomicInteger> usedOfChip;

  private record Bucket(String tenant, String chip) {}

  /** A quota of {@code perMinute} entries; {@code ticker} tells the time. */
  public EntryQuota(int perMinute, Ticker ticker) {
    this.perMinute = perMinute;
    this.used = minute(ticker);
    this.usedOfChip = minute(ticker);
  }

  private static <K> Cache<K, AtomicInteger> minute(Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(TRACKED)
        .expireAfterWrite(Duration.ofMinutes(1))
        .ticker(ticker)
        .build();
  }

  /** Takes one entry from the quota; false if it is used up. */
  public boolean take(String tenant, String chip) {
    int most = Math.multiplyExact(perMinute, TENANTS);
    AtomicInteger ofChip = usedOfChip.get(chip, absent -> new AtomicInteger());
    if (ofChip.get() >= most) {
      return false;
    }
    return used.get(new Bucket(tenant, chip), absent -> new AtomicInteger()).incrementAndGet()
            <= perMinute
        && ofChip.incrementAndGet() <= most;
  }

  /** How many quotas are in memory, of tenants and of chips. */
  long tracked() {
    used.cleanUp();
    usedOfChip.cleanUp();
    return used.estimatedSize() + usedOfChip.estimatedSize();
  }
}
