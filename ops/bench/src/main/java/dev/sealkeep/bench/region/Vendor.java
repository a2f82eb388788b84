package dev.sealkeep.bench.region;

/**
 * The vendor's service: hands out so many items in a second, of which a second's worth may come at
 * once, and answers 429 to whoever asks for more.
 */
final class Vendor {
  private final Events events;
  private final double perSecond;
  private double tokens;
  private double filled;
  private long served;
  private long throttled;

  Vendor(Events events, double perSecond) {
    this.events = events;
    this.perSecond = perSecond;
    this.tokens = Math.max(1, perSecond);
  }

  /** Whether one more is handed out now. */
  boolean ask() {
    double now = events.now();
    tokens = Math.min(Math.max(1, perSecond), tokens + (now - filled) * perSecond);
    filled = now;
    if (tokens < 1) {
      throttled++;
      return false;
    }
    tokens--;
    served++;
    return true;
  }

  /** Items handed out. */
  long served() {
    return served;
  }

  /** Requests answered with 429. */
  long throttled() {
    return throttled;
  }
}
