package dev.sealkeep.service.collateral;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verification is given: the directories' content and the items that it needs, as far as
 * they could be had. Bags of the same versions hold the same {@link Collateral}, so that verifiers'
 * caches find it again.
 */
public final class Bag {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final CollateralService service;
  private final List<CollateralId> needs;
  private final List<String> versions;
  private final Collateral content;

  Bag(
      CollateralService service,
      List<CollateralId> needs,
      List<String> versions,
      Collateral content) {
    this.service = service;
    this.needs = needs;
    this.versions = versions;
    this.content = content;
  }

  /** Candidates for verifiers. */
  public Collateral content() {
    return content;
  }

  /**
   * Whether a bag made at {@code at} for the same needs would hold the same: nothing in it was
   * replaced, has expired or has come to hand (invariant 2). Touches memory alone.
   */
  public boolean isCurrent(Instant at) {
    return versions.equals(service.versions(needs, at));
  }

  /**
   * When to ask again, if a refusal on what this bag holds would be premature: something else has
   * come since or is on its way, or something {@linkplain CollateralId#indispensable indispensable}
   * could not be had for now.
   */
  public Optional<Duration> comeBack(Instant now) {
    return service
        .comeBack(needs, now)
        .or(() -> isCurrent(now) ? Optional.empty() : Optional.of(AT_ONCE));
  }

  /** The bag for the same needs, as they stand at {@code at}. */
  public Bag again(Instant at) {
    return service.bag(needs, at);
  }

  /** Notes that evidence verified with this bag. */
  public void verified() {
    service.verified(needs);
  }
}
