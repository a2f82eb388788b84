package dev.sealkeep.bench.region;

import java.util.Arrays;

/** What became of the guests' attempts. */
final class Tally {
  private final double[] keyAt;
  private int released;
  private long attempts;
  private long connections;
  private long challenges;
  private long refused;
  private long closed;
  private long timedOut;
  private long putOff;
  private long expired;
  private long gaveUp;
  private long unheard;

  Tally(int guests) {
    keyAt = new double[guests];
  }

  void attempted() {
    attempts++;
  }

  /** An attempt was made on a connection of its own. */
  void connected() {
    connections++;
  }

  void challenged() {
    challenges++;
  }

  /** A guest has its key; times do not decrease. */
  void released(double now) {
    keyAt[released++] = now;
  }

  void refused() {
    refused++;
  }

  void closed() {
    closed++;
  }

  void timedOut() {
    timedOut++;
  }

  void putOff() {
    putOff++;
  }

  void expired() {
    expired++;
  }

  void gaveUp() {
    gaveUp++;
  }

  /** A release was committed whose guest was gone. */
  void unheard() {
    unheard++;
  }

  /** Connections that a node took. */
  long connections() {
    return connections;
  }

  /** Challenges that guests got. */
  long challenges() {
    return challenges;
  }

  int released() {
    return released;
  }

  long attempts() {
    return attempts;
  }

  /** Attempts that ended with 503 for want of room. */
  long refusals() {
    return refused;
  }

  /** Connections that a node closed before TLS, having too many. */
  long closedBeforeTls() {
    return closed;
  }

  /** Connections that were not made in time. */
  long timeouts() {
    return timedOut;
  }

  /** Attempts that ended with 503 for want of a certificate. */
  long attemptsPutOff() {
    return putOff;
  }

  /** Attempts whose challenge was too old. */
  long expiredChallenges() {
    return expired;
  }

  /** Agents that gave up at their deadline and were started again. */
  long agentsThatGaveUp() {
    return gaveUp;
  }

  /** Releases that nobody waited for any more. */
  long unheardReleases() {
    return unheard;
  }

  /** When that share of all guests had keys, in seconds; infinite if it never did. */
  double secondsUntil(double share) {
    int needed = Math.max(1, (int) Math.ceil(share * keyAt.length));
    return needed <= released ? keyAt[needed - 1] : Double.POSITIVE_INFINITY;
  }

  /** Whether times are in order; a check of the model itself. */
  boolean ordered() {
    double[] sorted = Arrays.copyOf(keyAt, released);
    Arrays.sort(sorted);
    return Arrays.equals(sorted, Arrays.copyOf(keyAt, released));
  }
}
