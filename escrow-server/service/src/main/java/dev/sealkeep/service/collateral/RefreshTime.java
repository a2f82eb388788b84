package dev.sealkeep.service.collateral;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When an item is asked for again: once half to seven tenths of the time it was good for when it
 * was fetched have passed, and what revokes sooner, within a day and a bit. Drawn at random, so
 * that neither items nor nodes come all at once.
 */
final class RefreshTime {
  private static final Duration DAY = Duration.ofDays(1);

  private RefreshTime() {}

  static Instant of(PublishedItem item, RandomGenerator random) {
    Duration left = Duration.between(item.fetched(), item.validity().until());
    Duration share =
        scaled(left.isNegative() ? Duration.ZERO : left, 0.5 + 0.2 * random.nextDouble());
    Duration limit = scaled(DAY, 0.8 + 0.4 * random.nextDouble());
    boolean capped = revokes(item.id()) && limit.compareTo(share) < 0;
    return item.fetched().plus(capped ? limit : share);
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofSeconds((long) (duration.toSeconds() * factor));
  }

  /** Whether a newer edition may take back what an older one vouched for. */
  static boolean revokes(CollateralId id) {
    return switch (id) {
      case CollateralId.AmdVcek vcek -> false;
      case CollateralId.AmdChain chain -> false;
      case CollateralId.AmdRevocationList list -> true;
      case CollateralId.IntelTcbInfo info -> true;
      case CollateralId.IntelQeIdentity identity -> true;
      case CollateralId.IntelPckRevocationList list -> true;
      case CollateralId.IntelRootRevocationList list -> true;
    };
  }
}
