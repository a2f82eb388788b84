package dev.sealkeep.protocol.log;

/**
 * How often a guest opened a volume without the escrow, by a key that its hardware derives, since
 * its last report. It is the guest's word, by the guest's clock: nothing is decided on it.
 *
 * @param count how often, from 1 to {@value #MAX_COUNT}; a guest with more uses reports that many
 * @param firstSeconds the first use, seconds since 1970, up to {@value #MAX_SECONDS}
 * @param lastSeconds the last use, not before the first
 */
public record Fallbacks(int count, long firstSeconds, long lastSeconds) {
  /** The most uses that one report counts. */
  public static final int MAX_COUNT = 1_000_000;

  /** The last second of the year 9999. */
  public static final long MAX_SECONDS = 253_402_300_799L;

  /** Refuses values outside the ranges with {@link IllegalArgumentException}. */
  public Fallbacks {
    EntryRules.check(count >= 1 && count <= MAX_COUNT, "fallbacks");
    EntryRules.check(
        firstSeconds >= 0 && firstSeconds <= lastSeconds && lastSeconds <= MAX_SECONDS,
        "fallbacks");
  }
}
