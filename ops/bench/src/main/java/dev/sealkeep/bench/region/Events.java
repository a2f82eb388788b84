package dev.sealkeep.bench.region;

import java.util.Arrays;

/**
 * What will happen, in the order of its time, and of its entry where times are equal. A binary heap
 * in arrays. Times in seconds from 0.
 */
final class Events {
  private static final int FIRST_ROOM = 1 << 10;

  private double[] times = new double[FIRST_ROOM];
  private long[] entries = new long[FIRST_ROOM];
  private Runnable[] events = new Runnable[FIRST_ROOM];
  private int size;
  private long entered;
  private double now;

  /** The time of the event that happens, or happened last. */
  double now() {
    return now;
  }

  /** The same in nanoseconds, for code that takes a clock. */
  long nanos() {
    return Math.round(now * 1e9);
  }

  /** Has {@code event} happen after that many seconds from now; at least 0. */
  void after(double seconds, Runnable event) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("nothing happens after " + seconds + " s");
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      entries = Arrays.copyOf(entries, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    rise(size++, now + seconds, entered++, event);
  }

  /** How many events have been entered. */
  long entered() {
    return entered;
  }

  /** Lets the next event happen; false, and nothing happens, if none comes by {@code until}. */
  boolean next(double until) {
    if (size == 0 || times[0] > until) {
      return false;
    }
    now = times[0];
    Runnable event = events[0];
    size--;
    double time = times[size];
    long entry = entries[size];
    Runnable last = events[size];
    events[size] = Events::nothing;
    if (size > 0) {
      sink(time, entry, last);
    }
    event.run();
    return true;
  }

  /** Holds a place that no event has. */
  private static void nothing() {}

  private void rise(int from, double time, long entry, Runnable event) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!before(time, entry, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, time, entry, event);
  }

  private void sink(double time, long entry, Runnable event) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && before(times[child + 1], entries[child + 1], child)) {
        child++;
      }
      if (before(time, entry, child)) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, time, entry, event);
  }

  private boolean before(double time, long entry, int other) {
    return time < times[other] || (time == times[other] && entry < entries[other]);
  }

  private void move(int from, int to) {
    put(to, times[from], entries[from], events[from]);
  }

  private void put(int at, double time, long entry, Runnable event) {
    times[at] = time;
    entries[at] = entry;
    events[at] = event;
  }
}
