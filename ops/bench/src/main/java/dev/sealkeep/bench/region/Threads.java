package dev.sealkeep.bench.region;

import java.util.ArrayDeque;
import java.util.function.DoubleSupplier;

/** Threads of a machine that take work in the order in which it comes. */
final class Threads {
  private final Machine machine;
  private final ArrayDeque<Task> waiting = new ArrayDeque<>();
  private int free;

  private record Task(DoubleSupplier work, Runnable done) {}

  Threads(Machine machine, int threads) {
    this.machine = machine;
    this.free = threads;
  }

  /** Does work that takes so many seconds of a processor. */
  void run(double work, Runnable done) {
    run(() -> work, done);
  }

  /**
   * Does work.
   *
   * @param work seconds of a processor; asked when a thread takes it
   */
  void run(DoubleSupplier work, Runnable done) {
    if (free == 0) {
      waiting.add(new Task(work, done));
      return;
    }
    free--;
    begin(work, done);
  }

  private void begin(DoubleSupplier work, Runnable done) {
    machine.begin(
        work.getAsDouble(),
        () -> {
          Task next = waiting.poll();
          if (next == null) {
            free++;
          } else {
            begin(next.work, next.done);
          }
          done.run();
        });
  }
}
