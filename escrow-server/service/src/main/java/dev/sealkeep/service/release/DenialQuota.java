package dev.sealkeep.service.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many denials of verified evidence get a log entry of their own: a set number in each minute
 * for a tenant and chip (invariant 1). The tenant's name is the one that was asked for, whether it
 * exists or not, so that the quota tells a guest nothing (invariant 11).
 */
public final class DenialQuota {
  private static final int TRACKED = 100_000;

  private final int perMinute;
  private final Cache<Bucket, AtomicInteger> used;

  private record Bucket(String tenant, String chip) {}

  /** A quota of {@code perMinute} entries; {@code ticker} tells the time. */
  public DenialQuota(int perMinute, Ticker ticker) {
    this.perMinute = perMinute;
    this.used =
        Caffeine.newBuilder()
            .maximumSize(TRACKED)
            .expireAfterWrite(Duration.ofMinutes(1))
            .ticker(ticker)
            .build();
  }

  /** Takes one entry from the quota; false if it is used up. */
  public boolean take(String tenant, String chip) {
    return used.get(new Bucket(tenant, chip), bucket -> new AtomicInteger()).incrementAndGet()
        <= perMinute;
  }
}
