package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.service.admission.Caller;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.admission.RetryAfter;
import dev.sealkeep.service.admission.ServicePace;
import dev.sealkeep.service.collateral.CollateralService;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A node: a gate that counts connections, an event loop and a worker a processor, permits with the
 * line behind them, and the writer of the log.
 */
final class Node {
  private static final String TENANT = "tenant";
  private static final double PATIENCE_FOR_COLLATERAL = CollateralService.PATIENCE.toSeconds();

  private final Events events;
  private final Scenario scenario;
  private final Costs costs;
  private final Threads loops;
  private final Threads workers;
  private final Threads reads;
  private final FairLimit permits;
  private final RetryAfter retryAfter;
  private final NodeCollateral collateral;
  private final NodeLog log;
  private int open;
  private int mostOpen;
  private int waitForCollateral;

  /** How a guest's attempt ends. */
  sealed interface Answer {
    /** With the key. */
    record Released() implements Answer {}

    /** With 503; {@code shed} if nothing was decided, and the same request may come again. */
    record Refused(double retryAfter, boolean shed) implements Answer {}

    /** With 503: the chip's certificate is not at hand, and the same request may come again. */
    record PutOff(double retryAfter) implements Answer {}

    /** With 400: the challenge is too old. */
    record Expired() implements Answer {}
  }

  /** What a permit is returned with: a wait is over, or there is an answer. */
  private record Begun(boolean lacksCollateral) {}

  Node(
      Events events,
      Scenario scenario,
      Costs costs,
      Machine machine,
      Threads reads,
      NodeCollateral collateral,
      NodeLog log,
      RandomGenerator random) {
    this.events = events;
    this.scenario = scenario;
    this.costs = costs;
    this.loops = new Threads(machine, scenario.processors());
    this.workers = new Threads(machine, scenario.processors());
    this.reads = reads;
    this.collateral = collateral;
    this.log = log;
    ServicePace pace = new ServicePace(Scenario.PACE * scenario.processors(), events::nanos);
    this.retryAfter = new RetryAfter(pace, events::nanos, random::nextDouble);
    this.permits =
        new FairLimit(
            Scenario.AT_ONCE * scenario.processors(),
            Scenario.QUEUE,
            Scenario.QUEUE_DEADLINE.toNanos(),
            events::nanos,
            pace,
            new Refusals());
  }

  /** Nobody reads why: whoever is refused is told to come back. */
  private static final class Refusals implements FairLimit.Refusals {
    private static final class RefusedException extends RuntimeException {
      private static final long serialVersionUID = 1L;

      RefusedException() {
        super("refused", null, false, false);
      }
    }

    @Override
    public RuntimeException full() {
      return new RefusedException();
    }

    @Override
    public RuntimeException late() {
      return new RefusedException();
    }

    @Override
    public RuntimeException gone() {
      return new RefusedException();
    }
  }

  /** Whether as many connections are open as may be; the next is closed before TLS. */
  boolean full() {
    return open >= scenario.connections();
  }

  /** Counts a connection until its attempt ends. */
  void accept(Attempt attempt) {
    open++;
    mostOpen = Math.max(mostOpen, open);
    CompletableFuture<?> _ = attempt.ended().whenComplete((ended, failure) -> open--);
  }

  /** Counts a connection between two attempts, too. */
  void keep() {
    open++;
  }

  /** What {@link #keep} counted is an attempt's again. */
  void resume() {
    open--;
  }

  /** Shakes hands. */
  void connect(Attempt attempt, Runnable connected) {
    loop(attempt, Cost.NODE_HANDSHAKE, connected);
  }

  /** Runs {@code challenged} when a challenge is on its way. */
  void challenge(Attempt attempt, Runnable challenged) {
    loop(attempt, Cost.NODE_CHALLENGE, challenged);
  }

  private void loop(Attempt attempt, Cost cost, Runnable then) {
    loops.run(
        () -> attempt.over() ? 0 : costs.seconds(cost),
        () -> {
          if (!attempt.over()) {
            then.run();
          }
        });
  }

  /** A guest asks for its key. */
  void release(Attempt attempt, Consumer<Answer> answer) {
    loop(attempt, Cost.NODE_REFUSAL, () -> admit(attempt, answer));
    events.after(
        Scenario.REQUEST_DEADLINE,
        () -> {
          if (!attempt.over()) {
            answer.accept(new Answer.Refused(1, false));
          }
        });
  }

  private void admit(Attempt attempt, Consumer<Answer> answer) {
    Caller caller = new Caller(TENANT, attempt.ended());
    CompletableFuture<?> _ =
        permits
            .run(caller, () -> begin(attempt, answer, true))
            .whenComplete(
                (begun, failure) -> {
                  if (failure != null) {
                    answer.accept(new Answer.Refused(retryAfter.seconds(), true));
                  } else if (begun.lacksCollateral) {
                    awaitCollateral(attempt, caller, answer);
                  }
                });
  }

  private CompletableFuture<Begun> begin(
      Attempt attempt, Consumer<Answer> answer, boolean mayWait) {
    CompletableFuture<Begun> done = new CompletableFuture<>();
    double cost = costs.seconds(Cost.NODE_RELEASE) - costs.seconds(Cost.NODE_REFUSAL);
    int chip = attempt.guest().number() % scenario.chips();
    if (!collateral.atHand(chip) && !collateral.missed(chip) && mayWait) {
      done.complete(new Begun(true));
      return done;
    }
    workers.run(Math.max(0, cost), () -> decided(attempt, chip, answer, done));
    return done;
  }

  private void decided(
      Attempt attempt, int chip, Consumer<Answer> answer, CompletableFuture<Begun> done) {
    if (!collateral.atHand(chip)) {
      done.complete(new Begun(false));
      answer.accept(new Answer.PutOff(collateral.comeBack(chip)));
      return;
    }
    if (attempt.guest().stale(events.now())) {
      done.complete(new Begun(false));
      answer.accept(new Answer.Expired());
      return;
    }
    reads.run(
        costs.seconds(Cost.DATABASE_READ),
        () ->
            log.submit(
                () -> {
                  done.complete(new Begun(false));
                  answer.accept(new Answer.Released());
                }));
  }

  /** Waits without a permit, for so long and no longer, and goes on with another. */
  private void awaitCollateral(Attempt attempt, Caller caller, Consumer<Answer> answer) {
    if (waitForCollateral >= Scenario.QUEUE) {
      answer.accept(new Answer.Refused(retryAfter.seconds(), true));
      return;
    }
    waitForCollateral++;
    CompletableFuture<Boolean> enough = new CompletableFuture<>();
    CompletableFuture<?> _ =
        enough.thenRun(
            () -> {
              waitForCollateral--;
              CompletableFuture<?> _ =
                  permits
                      .run(caller, () -> begin(attempt, answer, false))
                      .exceptionally(
                          failure -> {
                            answer.accept(new Answer.Refused(retryAfter.seconds(), true));
                            return new Begun(false);
                          });
            });
    collateral.lookUp(attempt.guest().number() % scenario.chips(), PATIENCE_FOR_COLLATERAL, enough);
  }

  /** Refuses those who have waited too long. */
  void expire() {
    permits.expire();
  }

  /** The most connections that were open together. */
  int mostOpen() {
    return mostOpen;
  }

  /** Look-ups of certificates that memory could not answer. */
  long lookups() {
    return collateral.lookups();
  }
}
