package dev.sealkeep.bench.region;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Processors, or a part of them, that all running threads share evenly, each thread at most one of
 * them. Threads are ordered by the work that each has seen when it is done: all advance alike, so
 * the order does not change while they run.
 */
final class Machine {
  private final Events events;
  private final double processors;
  private final PriorityQueue<Job> jobs =
      new PriorityQueue<>(Comparator.comparingDouble(Job::doneAt).thenComparingLong(Job::entry));
  private double seen;
  private double since;
  private double busy;
  private long changes;

  private record Job(double doneAt, long entry, Runnable done) {}

  Machine(Events events, double processors) {
    this.events = events;
    this.processors = processors;
  }

  /** Begins work that takes so many seconds of a processor. */
  void begin(double work, Runnable done) {
    advance();
    jobs.add(new Job(seen + work, changes, done));
    changed();
  }

  private void advance() {
    double passed = events.now() - since;
    since = events.now();
    if (!jobs.isEmpty()) {
      seen += passed * Math.min(1, processors / jobs.size());
      busy += passed * Math.min(processors, jobs.size());
    }
  }

  private void changed() {
    long change = ++changes;
    Job next = jobs.peek();
    if (next != null) {
      double share = Math.min(1, processors / jobs.size());
      events.after(
          Math.max(0, next.doneAt - seen) / share,
          () -> {
            if (change == changes) {
              complete();
            }
          });
    }
  }

  private void complete() {
    advance();
    Job done = jobs.remove();
    // A rounding error must not leave the others behind what has been done.
    seen = Math.max(seen, done.doneAt);
    changed();
    done.done.run();
  }

  /** The processors' time that was used, in seconds. */
  double busy() {
    advance();
    return busy;
  }

  /** The most that can be used in a second. */
  double processors() {
    return processors;
  }
}
