package dev.sealkeep.bench.region;

import java.util.ArrayDeque;

/**
 * The log-head row: one transaction at a time, whichever node's, in the order in which they ask.
 */
final class LogOrder {
  private final Events events;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean locked;
  private double lockedSince;
  private double held;
  private long size;
  private long commits;

  LogOrder(Events events) {
    this.events = events;
  }

  /** Runs {@code transaction} once the row is locked for it. */
  void lock(Runnable transaction) {
    if (locked) {
      waiting.add(transaction);
      return;
    }
    locked = true;
    lockedSince = events.now();
    transaction.run();
  }

  /** Ends a transaction that appended so many entries. */
  void commit(int entries) {
    size += entries;
    commits++;
    held += events.now() - lockedSince;
    lockedSince = events.now();
    Runnable next = waiting.poll();
    if (next == null) {
      locked = false;
    } else {
      next.run();
    }
  }

  /** Entries in the log. */
  long size() {
    return size;
  }

  /** Transactions so far. */
  long commits() {
    return commits;
  }

  /** Time for which the row was locked, in seconds. */
  double held() {
    return held + (locked ? events.now() - lockedSince : 0);
  }
}
