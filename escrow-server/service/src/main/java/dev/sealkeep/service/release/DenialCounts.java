package dev.sealkeep.service.release;

import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.Recorded;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** What got no entry of its own, counted until the next per-minute entry (invariant 1). */
public final class DenialCounts {
  private final LongAdder denied = new LongAdder();
  private final LongAdder unverified = new LongAdder();
  private final InstantSource clock;
  private final SecureRandom random;
  private Instant since;

  /** Starts counting now. */
  public DenialCounts(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.since = clock.instant();
  }

  /** Counts a denial of verified evidence past the quota. */
  public void denied() {
    denied.increment();
  }

  /** Counts a request whose evidence never verified. */
  public void unverified() {
    unverified.increment();
  }

  /**
   * Writes what has been counted since the last time into the log, under the system tenant; does
   * nothing if that is nothing. If the entry cannot be committed, the counts stay.
   */
  public synchronized CompletableFuture<Optional<Recorded<Boolean>>> flush(
      LogWriter writer, TenantKeys system) {
    long deniedNow = denied.sumThenReset();
    long unverifiedNow = unverified.sumThenReset();
    if (deniedNow == 0 && unverifiedNow == 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Instant from = since;
    Instant to = clock.instant();
    since = to;
    return writer
        .<Boolean>submit(
            appender -> {
              appender.append(
                  DecisionId.random(random),
                  Entry.SYSTEM_TENANT,
                  system.tagKey(),
                  header ->
                      new Entry.Counts(
                          header,
                          from.toEpochMilli(),
                          Math.max(from.toEpochMilli(), to.toEpochMilli()),
                          deniedNow,
                          unverifiedNow));
              return true;
            })
        .whenComplete(
            (recorded, failure) -> {
              if (failure != null) {
                denied.add(deniedNow);
                unverified.add(unverifiedNow);
                reachBackTo(from);
              }
            })
        .thenApply(Optional::of);
  }

  /** Counts that were not recorded belong to the next entry, and so does their time. */
  private synchronized void reachBackTo(Instant from) {
    if (from.isBefore(since)) {
      since = from;
    }
  }
}
