package dev.sealkeep.service.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.protocol.name.DecisionId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Refusals of the last hour, kept in memory so that whoever named a tenant can read why: a flood of
 * them must not grow the database (invariant 1), nor fill the memory. The oldest go first.
 */
public final class RecentRefusals {
  private static final Duration KEPT = Duration.ofHours(1);

  /** What a refusal takes beside its explanation, about. */
  private static final int OVERHEAD_BYTES = 512;

  private static final int SHARE_OF_HEAP = 32;

  private final Cache<DecisionId, Encoded> kept;

  /** Explanations are kept as text, which takes a quarter of what its objects take. */
  private record Encoded(
      String tenant, String key, Instant time, String reason, Buffer explanation) {
    int weight() {
      return OVERHEAD_BYTES + explanation.length();
    }
  }

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

  /** As many as a thirty-second of the heap holds. */
  public static RecentRefusals ofHeap() {
    return new RecentRefusals(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** As many as {@code bytes} hold, about. */
  RecentRefusals(long bytes) {
    kept =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((DecisionId id, Encoded refusal) -> refusal.weight())
            .expireAfterWrite(KEPT)
            .build();
  }

  /** Keeps a refusal. */
  public void keep(DecisionId id, Refusal refusal) {
    kept.put(
        id,
        new Encoded(
            refusal.tenant(),
            refusal.key(),
            refusal.time(),
            refusal.reason(),
            new JsonObject(refusal.explanation()).toBuffer()));
  }

  /** Finds a refusal that named {@code tenant}. */
  public Optional<Refusal> find(String tenant, DecisionId id) {
    return Optional.ofNullable(kept.getIfPresent(id))
        .filter(encoded -> encoded.tenant().equals(tenant))
        .map(
            encoded ->
                new Refusal(
                    encoded.tenant(),
                    encoded.key(),
                    encoded.time(),
                    encoded.reason(),
                    new JsonObject(encoded.explanation()).getMap()));
  }

  /** What they take in memory by now, about. */
  long bytes() {
    kept.cleanUp();
    return kept.asMap().values().stream().mapToLong(Encoded::weight).sum();
  }
}
