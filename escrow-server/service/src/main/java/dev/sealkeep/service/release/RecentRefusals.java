package dev.sealkeep.service.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.protocol.name.DecisionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Refusals that got no entry, kept in memory for an hour so that a tenant can still read why: a
 * flood of them must not grow the database (invariant 1). Bounded; the oldest go first.
 */
public final class RecentRefusals {
  private final Cache<DecisionId, Refusal> kept =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)).build();

  /**
   * A refusal.
   *
   * @param tenant the tenant the request named
   * @param key the key it named
   * @param time when
   * @param reason a stable code
   * @param explanation ready for JSON
   */
  public record Refusal(
      String tenant, String key, Instant time, String reason, Map<String, Object> explanation) {}

  /** Keeps a refusal. */
  public void keep(DecisionId id, Refusal refusal) {
    kept.put(id, refusal);
  }

  /** Finds a refusal that named {@code tenant}. */
  public Optional<Refusal> find(String tenant, DecisionId id) {
    return Optional.ofNullable(kept.getIfPresent(id)).filter(r -> r.tenant().equals(tenant));
  }
}
