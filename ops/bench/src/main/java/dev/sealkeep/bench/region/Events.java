package dev.sealkeep.bench.region;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What will happen, in the order of its time, and of its entry where times are equal. Times in
 * seconds from 0.
 *
 * <p>A heap of numbers, four children to a node: a million guests that wait are moved about in it
 * without a reference being written, and events stay where they were put until they happen.
 */
final class Events {
  private static final int FIRST_ROOM = 1 << 10;
  private static final int PLACE_BITS = 24;
  private static final int CHILDREN = 4;

  private double[] times = new double[FIRST_ROOM];

  /** For each time, the number of its entry, and in the lower bits the event's place. */
  private long[] keys = new long[FIRST_ROOM];

  private int size;
  private Runnable[] events = new Runnable[FIRST_ROOM];

  /** Places that are free, the last of them taken first. */
  private int[] free = IntStream.range(0, FIRST_ROOM).toArray();

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

  /**
   * Has {@code event} happen after that many seconds from now; at least 0.
   *
   * @throws IllegalStateException if 2<sup>24</sup> wait
   */
  void after(double seconds, Runnable event) {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("nothing happens after " + seconds + " s");
    }
    if (size == times.length) {
      grow();
    }
    int place = free[free.length - 1 - size];
    events[place] = event;
    rise(size++, now + seconds, entered++ << PLACE_BITS | place);
  }

  private void grow() {
    if (size == 1 << PLACE_BITS) {
      throw new IllegalStateException("more events wait than a model may have");
    }
    times = Arrays.copyOf(times, 2 * size);
    keys = Arrays.copyOf(keys, 2 * size);
    events = Arrays.copyOf(events, 2 * size);
    free = IntStream.range(0, 2 * size).map(i -> 2 * size - 1 - i).toArray();
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
    int place = (int) keys[0] & ((1 << PLACE_BITS) - 1);
    Runnable event = events[place];
    events[place] = Events::nothing;
    size--;
    free[free.length - 1 - size] = place;
    if (size > 0) {
      sink(times[size], keys[size]);
    }
    event.run();
    return true;
  }

  /** Holds a place that no event has. */
  private static void nothing() {}

  private void rise(int from, double time, long key) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / CHILDREN;
      if (!before(time, key, parent)) {
        break;
      }
      put(at, times[parent], keys[parent]);
      at = parent;
    }
    put(at, time, key);
  }

  private void sink(double time, long key) {
    int at = 0;
    int child = first(CHILDREN * at + 1);
    while (child < size && !before(time, key, child)) {
      put(at, times[child], keys[child]);
      at = child;
      child = first(CHILDREN * at + 1);
    }
    put(at, time, key);
  }

  /** The first of the siblings from {@code eldest} on; {@code eldest} if there are none. */
  private int first(int eldest) {
    int first = eldest;
    for (int other = eldest + 1; other < Math.min(eldest + CHILDREN, size); other++) {
      if (before(times[other], keys[other], first)) {
        first = other;
      }
    }
    return first;
  }

  private boolean before(double time, long key, int other) {
    return time < times[other] || (time == times[other] && key < keys[other]);
  }

  private void put(int at, double time, long key) {
    times[at] = time;
    keys[at] = key;
  }
}
