package dev.sealkeep.service.challenge;

import dev.sealkeep.keystore.store.Store;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Forgets the marks of spent challenges that are too old to be used again, so that they do not grow
 * with every release.
 *
 * <p>They are counted from the newest log entry: nothing is committed while the database's clock is
 * more than 2 s behind that, so none of these challenges can be young again, whatever clocks do.
 */
public final class SpentChallenges {
  /** How long a mark is kept beyond its challenge's life, at least. */
  static final Duration KEPT = Duration.ofHours(1);

  /** Marks in one transaction, which takes some milliseconds. */
  static final int AT_ONCE = 1_000;

  private SpentChallenges() {}

  /**
   * Forgets all there are to forget, so many at a time that releases need not wait for it. It is no
   * member of the log's batches: that the outcome of its COMMIT is not known harms nobody.
   *
   * @return ends when none is left; how many there were
   */
  public static CompletableFuture<Integer> forgetOld(Store store) {
    return store
        .transact(
            transaction ->
                transaction.forgetChallenges(
                    transaction.logHead().time().minus(Challenge.LIFETIME).minus(KEPT), AT_ONCE))
        .thenCompose(
            forgotten ->
                forgotten == AT_ONCE
                    ? forgetOld(store).thenApply(more -> forgotten + more)
                    : CompletableFuture.completedFuture(forgotten));
  }
}
