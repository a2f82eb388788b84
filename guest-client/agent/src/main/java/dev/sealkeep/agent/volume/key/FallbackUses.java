package dev.sealkeep.agent.volume.key;

/**
 * How often a volume was opened without the escrow that should have been asked.
 *
 * @param count from 1 to {@value #MOST}; it stays there
 * @param first the first time, in seconds since 1970 by the guest's clock
 * @param last the last time
 */
public record FallbackUses(int count, long first, long last) {
  /** The most that is counted. */
  public static final int MOST = 1_000_000;

  /** The last second of the year 9999. */
  public static final long MOST_SECONDS = 253_402_300_799L;

  /** One use. */
  public static FallbackUses once(long now) {
    long bounded = Math.clamp(now, 0, MOST_SECONDS);
    return new FallbackUses(1, bounded, bounded);
  }

  /** These and one more; a clock that went back moves nothing. */
  public FallbackUses again(long now) {
    return new FallbackUses(Math.min(count + 1, MOST), first, Math.clamp(now, last, MOST_SECONDS));
  }
}
