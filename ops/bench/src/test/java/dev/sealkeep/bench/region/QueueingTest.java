package dev.sealkeep.bench.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** The parts that wait, against what queueing theory says of them. */
class QueueingTest {
  private static final int JOBS = 200_000;
  private static final double LOAD = 0.7;

  /** Sums of what jobs saw. */
  private static final class Sum {
    private double seconds;
    private int jobs;
  }

  /** Poisson arrivals at {@code rate}; yields the mean time from a job's arrival to its end. */
  private static double sojourn(Events events, Threads threads, double rate, DoubleSupplier work) {
    SplittableRandom random = new SplittableRandom(11);
    Sum sum = new Sum();
    double at = 0;
    for (int i = 0; i < JOBS; i++) {
      at += -Math.log(1 - random.nextDouble()) / rate;
      double arrived = at;
      double takes = work.getAsDouble();
      events.after(
          arrived,
          () ->
              threads.run(
                  takes,
                  () -> {
                    sum.seconds += events.now() - arrived;
                    sum.jobs++;
                  }));
    }
    while (events.next(Double.MAX_VALUE)) {
      // Until all are done.
    }
    assertThat(sum.jobs).isEqualTo(JOBS);
    return sum.seconds / JOBS;
  }

  @Test
  void oneThreadWithConstantWorkWaitsAsMd1Does() {
    Events events = new Events();
    Machine machine = new Machine(events, 1);

    double measured = sojourn(events, new Threads(machine, 1), LOAD, () -> 1);

    assertThat(measured).isCloseTo(1 + LOAD / (2 * (1 - LOAD)), within(0.05));
    assertThat(machine.busy()).isCloseTo(JOBS, within(1e-3));
  }

  @Test
  void oneThreadWithExponentialWorkWaitsAsMm1Does() {
    Events events = new Events();
    SplittableRandom random = new SplittableRandom(12);

    double measured =
        sojourn(
            events,
            new Threads(new Machine(events, 1), 1),
            LOAD,
            () -> -Math.log(1 - random.nextDouble()));

    assertThat(measured).isCloseTo(1 / (1 - LOAD), within(0.1));
  }

  @Test
  void manyThreadsOnOneProcessorShareItEvenly() {
    Events events = new Events();

    double measured = sojourn(events, new Threads(new Machine(events, 1), 100_000), LOAD, () -> 1);

    // M/G/1 with processor sharing: work / (1 - load), whatever the work's distribution.
    assertThat(measured).isCloseTo(1 / (1 - LOAD), within(0.1));
  }

  @Test
  void twoProcessorsWaitAsMm2Does() {
    Events events = new Events();
    SplittableRandom random = new SplittableRandom(13);

    double measured =
        sojourn(
            events,
            new Threads(new Machine(events, 2), 2),
            2 * LOAD,
            () -> -Math.log(1 - random.nextDouble()));

    // Erlang C for two servers: load^2 / (1 - load^2) of waiting beside the work.
    assertThat(measured).isCloseTo(1 / (1 - LOAD * LOAD), within(0.06));
  }

  @Test
  void theLogIsLockedForOneTransactionAtATimeInTheirOrder() {
    Events events = new Events();
    LogOrder order = new LogOrder(events);
    StringBuilder begun = new StringBuilder();
    for (String name : new String[] {"a", "b", "c"}) {
      order.lock(
          () -> {
            begun.append(name).append(Math.round(events.now()));
            events.after(2, () -> order.commit(10));
          });
    }
    while (events.next(100)) {
      // Until all have committed.
    }

    assertThat(begun).hasToString("a0b2c4");
    assertThat(order.size()).isEqualTo(30);
    assertThat(order.commits()).isEqualTo(3);
    assertThat(order.held()).isEqualTo(6);
  }
}
