package dev.sealkeep.agent.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Tries endpoints one beside the other. The next one is tried at once when one before it has
 * failed, and also when the last one has been silent for longer than one that is well would be; it
 * may still answer first. Whoever decides first ends the race. An instance serves one race.
 */
final class EndpointRace {
  /** How long an endpoint may take from its start to its challenge. */
  static final Duration SILENT = Duration.ofSeconds(1);

  /** How long from there on: no longer than a server takes for a request, even in a boot storm. */
  static final Duration UNANSWERED = Duration.ofSeconds(14);

  private final Timing timing;
  private final Supplier<Duration> remaining;
  private final Attempt attempt;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean over;

  /** One try at one endpoint, on a thread of its own. */
  @FunctionalInterface
  interface Attempt {
    /**
     * Tries.
     *
     * @param challenged to be run once the endpoint has handed out a challenge
     */
    Step run(URI endpoint, Runnable challenged) throws InterruptedException;
  }

  private sealed interface Event {
    record Challenged(URI endpoint) implements Event {}

    record Ended(URI endpoint, Step step) implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  /**
   * A race.
   *
   * @param remaining what is left of the time for all of it
   */
  EndpointRace(Timing timing, Supplier<Duration> remaining, Attempt attempt) {
    this.timing = timing;
    this.remaining = remaining;
    this.attempt = attempt;
  }

  /**
   * Runs until an endpoint has decided, or all have failed, or time is up.
   *
   * @param endpoints in the order in which to try them
   * @param setback told of each that failed, and of each that has not answered when time is up
   * @return the first decision; empty if there is none
   */
  Optional<GetOutcome> run(List<URI> endpoints, BiConsumer<URI, Step> setback)
      throws InterruptedException {
    try {
      return decide(endpoints.iterator(), setback);
    } finally {
      end();
    }
  }

  private Optional<GetOutcome> decide(Iterator<URI> waiting, BiConsumer<URI, Step> setback)
      throws InterruptedException {
    List<URI> running = new ArrayList<>();
    long startNext = timing.nanoTime();
    while (remaining.get().isPositive()) {
      if (waiting.hasNext() && startNext - timing.nanoTime() <= 0) {
        running.add(waiting.next());
        start(running.getLast());
        startNext = timing.nanoTime() + SILENT.toNanos();
        continue;
      }
      if (running.isEmpty()) {
        return Optional.empty();
      }
      Duration untilNext = Duration.ofNanos(startNext - timing.nanoTime());
      Duration wait =
          waiting.hasNext() && untilNext.compareTo(remaining.get()) < 0
              ? untilNext
              : remaining.get();
      switch (timing.await(events, wait)) {
        case null -> {}
        case Event.Challenged(URI endpoint) -> {
          if (endpoint.equals(running.getLast())) {
            startNext = timing.nanoTime() + untilTheNextIsAskedToo().toNanos();
          }
        }
        case Event.Ended(URI _, Step.Done(GetOutcome outcome)) -> {
          return Optional.of(outcome);
        }
        case Event.Ended(URI endpoint, Step failed) -> {
          running.remove(endpoint);
          setback.accept(endpoint, failed);
          startNext = timing.nanoTime();
        }
        case Event.Broken(Error cause) -> throw cause;
        case Event.Broken(Throwable cause) -> throw new IllegalStateException(cause);
      }
    }
    running.forEach(
        endpoint ->
            setback.accept(
                endpoint,
                new Step.Retry(endpoint + ": no answer before the deadline", Duration.ZERO)));
    return Optional.empty();
  }

  /** Near the deadline an endpoint leaves the next one half of the time. */
  private Duration untilTheNextIsAskedToo() {
    Duration half = remaining.get().dividedBy(2);
    return half.compareTo(UNANSWERED) < 0 ? half : UNANSWERED;
  }

  private void start(URI endpoint) {
    threads.add(
        Thread.ofPlatform().daemon().name("sealkeep-endpoint").start(() -> tryOne(endpoint)));
  }

  private void tryOne(URI endpoint) {
    try {
      tell(
          new Event.Ended(
              endpoint, attempt.run(endpoint, () -> tell(new Event.Challenged(endpoint)))));
    } catch (InterruptedException _) {
      // The race is over.
    } catch (RuntimeException | Error e) {
      tell(new Event.Broken(e));
    }
  }

  private synchronized void tell(Event event) {
    if (over) {
      discard(event);
    } else {
      events.add(event);
    }
  }

  private synchronized void end() {
    over = true;
    threads.forEach(Thread::interrupt);
    events.forEach(EndpointRace::discard);
  }

  /** A key that came second, or would have. */
  private static void discard(Event event) {
    if (event instanceof Event.Ended(URI _, Step.Done(GetOutcome.Released released))) {
      released.key().close();
    } else if (event instanceof Event.Ended(URI _, Step.Shed shed)) {
      shed.request().close();
    }
  }
}
