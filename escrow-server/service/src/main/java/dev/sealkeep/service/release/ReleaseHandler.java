package dev.sealkeep.service.release;

import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.ReceiptMessage;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.admission.Caller;
import dev.sealkeep.service.admission.ClaimedTenant;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.admission.WaitCount;
import dev.sealkeep.service.collateral.Bag;
import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.Recorded;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.metrics.EscrowMeters.Outcome;
import dev.sealkeep.service.metrics.EscrowMeters.Stage;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.Workload;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * {@code POST /v1/releases}, from the request's last byte to the answer's: decide on a worker,
 * commit through the log, answer on the event loop. A permit goes with it from the first of these
 * to the last, but for the time that a vendor takes.
 */
public final class ReleaseHandler implements Handler<RoutingContext> {
  /** An answer that is not on its way this long after its commit is dropped (invariant 2). */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private static final int DECISIONS = 2;

  private final ReleasePipeline pipeline;
  private final WorkerPool workers;
  private final FairLimit limit;
  private final WaitCount collateralWaits;
  private final LogWriter writer;
  private final StateReader state;
  private final DenialCounts counts;
  private final RecentRefusals refusals;
  private final InstantSource clock;
  private final EscrowMeters meters;

  /** What a body is opened as. */
  @FunctionalInterface
  private interface Opening {
    ReleasePipeline.Opened open(ReleasePipeline pipeline, byte[] body);
  }

  /** A handler over these parts. */
  public ReleaseHandler(
      ReleasePipeline pipeline,
      WorkerPool workers,
      FairLimit limit,
      WaitCount collateralWaits,
      LogWriter writer,
      StateReader state,
      DenialCounts counts,
      RecentRefusals refusals,
      InstantSource clock,
      EscrowMeters meters) {
    this.pipeline = pipeline;
    this.workers = workers;
    this.limit = limit;
    this.collateralWaits = collateralWaits;
    this.writer = writer;
    this.state = state;
    this.counts = counts;
    this.refusals = refusals;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * The handler of {@code POST /v1/preflights} over the same parts: the same path, at whose end a
   * decision has no key to give.
   */
  public Handler<RoutingContext> ofPreflights() {
    return request -> handle(request, ReleasePipeline::openPreflight);
  }

  @Override
  public void handle(RoutingContext request) {
    handle(request, ReleasePipeline::open);
  }

  private void handle(RoutingContext request, Opening opening) {
    long received = System.nanoTime();
    byte[] body = BodyReader.of(request);
    Caller caller = Caller.of(request, ClaimedTenant.of(body));
    Delivery.of(
        request,
        limit
            .run(caller, () -> workers.compose(() -> begin(opening, body)))
            .thenCompose(begun -> finish(caller, begun)),
        answer -> answer(request, answer, received),
        failure -> meters.ended(refuse(request, failure), since(received)));
  }

  private void answer(RoutingContext request, Answer answer, long received) {
    switch (answer) {
      case Answer.Denied(String decision, Outcome outcome) -> {
        long wait = DenialPace.wait(since(received)).plusNanos(999_999).toMillis();
        long _ =
            request
                .vertx()
                .setTimer(
                    wait,
                    _ -> {
                      Reply.problem(request, Problem.denied(decision));
                      meters.ended(outcome, since(received));
                    });
      }
      case Answer.Given given -> meters.ended(send(request, given), since(received));
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** A request and what was decided on it. */
  private record Considered(ReleasePipeline.Opened opened, Decision decision) {}

  /** How far a request came under its first permit. */
  private sealed interface Begun {
    /** To its end. */
    record Concluded(Answer answer) implements Begun {}

    /** To collateral that has to be fetched; the permit is returned meanwhile. */
    record Fetching(ReleasePipeline.Opened opened, CompletableFuture<Bag> collateral)
        implements Begun {}
  }

  /** Decides on this worker and commits, if the collateral is at hand. */
  private CompletableFuture<Begun> begin(Opening opening, byte[] body) {
    if (writer.state().held()) {
      throw ReleaseMember.held();
    }
    ReleasePipeline.Opened opened = opening.open(pipeline, body);
    CompletableFuture<Bag> collateral = pipeline.collateral(opened);
    return collateral.isDone()
        ? collateral
            .thenCompose(bag -> conclude(decide(opened, bag), 1))
            .thenApply(Begun.Concluded::new)
        : CompletableFuture.completedFuture(new Begun.Fetching(opened, collateral));
  }

  /** Waits for what a vendor has to send without a permit, and goes on with another. */
  private CompletableFuture<Answer> finish(Caller caller, Begun begun) {
    return switch (begun) {
      case Begun.Concluded(Answer answer) -> CompletableFuture.completedFuture(answer);
      case Begun.Fetching(ReleasePipeline.Opened opened, CompletableFuture<Bag> collateral) ->
          collateralWaits
              .await(collateral)
              .thenCompose(
                  bag ->
                      limit.run(
                          caller,
                          () ->
                              workers
                                  .submit(() -> decide(opened, bag))
                                  .thenCompose(considered -> conclude(considered, 1))));
    };
  }

  private Considered decide(ReleasePipeline.Opened opened, Bag bag) {
    return new Considered(opened, pipeline.decide(opened, bag));
  }

  /** What goes back to the guest. */
  private sealed interface Answer {
    /**
     * A key, or whether the next boot will be given it, and the receipt of that.
     *
     * @param outcome which of the two
     */
    record Given(Buffer body, long committedNanos, Outcome outcome) implements Answer {}

    /** No key. */
    record Denied(String decision, Outcome outcome) implements Answer {}
  }

  private CompletableFuture<Answer> conclude(Considered considered, int attempt) {
    return switch (considered.decision()) {
      case Decision.Unverified unverified -> {
        counts.unverified();
        keep(considered, unverified);
        yield CompletableFuture.completedFuture(
            new Answer.Denied(unverified.id().toString(), Outcome.UNVERIFIED));
      }
      case Decision.Denial denial -> deny(considered, denial, attempt);
      case Decision.Release release -> release(considered, release, attempt);
      case Decision.Preflight preflight -> foretell(considered, preflight, attempt);
    };
  }

  private CompletableFuture<Answer> deny(
      Considered considered, Decision.Denial denial, int attempt) {
    Answer denied = new Answer.Denied(denial.id().toString(), Outcome.DENIED);
    boolean tampered =
        denial.workload().usable() instanceof Workload.Usable.Faulty(var fault) && fault.alarming();
    // The entry and its explanation belong to the tenant that was logged, which for an unknown key
    // is the dummy; who mistyped a name must still be able to read why.
    keep(considered, denial);
    if (!denial.entry() && !tampered) {
      counts.denied();
      return CompletableFuture.completedFuture(denied);
    }
    CompletableFuture<Recorded<Boolean>> committed = writer.submit(ReleaseMember.of(denial, state));
    CompletableFuture<Answer> answer =
        committed.thenApply(
            recorded -> {
              if (!recorded.value()) {
                counts.denied();
              }
              return denied;
            });
    return retried(answer, considered, denial.appraised(), attempt);
  }

  private CompletableFuture<Answer> release(
      Considered considered, Decision.Release release, int attempt) {
    long start = System.nanoTime();
    CompletableFuture<Answer> answer =
        writer
            .submit(ReleaseMember.of(release))
            .thenApply(
                recorded -> {
                  meters.stage(Stage.COMMIT, System.nanoTime() - start);
                  return new Answer.Given(
                      Buffer.buffer(encode(release, recorded)),
                      recorded.committedNanos(),
                      Outcome.RELEASED);
                });
    return retried(answer, considered, release.appraised(), attempt);
  }

  private CompletableFuture<Answer> foretell(
      Considered considered, Decision.Preflight preflight, int attempt) {
    CompletableFuture<Answer> answer =
        writer
            .submit(ReleaseMember.of(preflight))
            .thenApply(
                recorded ->
                    new Answer.Given(
                        Buffer.buffer(
                            new PreflightAnswer(
                                    preflight.id(), preflight.permitted(), receipt(recorded))
                                .encode()),
                        recorded.committedNanos(),
                        Outcome.PREFLIGHT));
    return retried(answer, considered, preflight.appraised(), attempt);
  }

  private static ReceiptMessage receipt(Recorded<Boolean> recorded) {
    Recorded.Proven proven = recorded.entries().getFirst();
    LogAppender.AppendedEntry entry = proven.appended();
    return new ReceiptMessage(
        entry.encoded(), entry.salt(), entry.leaf().tag().bytes(), proven.proof().format());
  }

  private static byte[] encode(Decision.Release release, Recorded<Boolean> recorded) {
    return new ReleaseAnswer(
            release.id(),
            version(release.workload()),
            release.sealed().enc(),
            release.sealed().ciphertext(),
            receipt(recorded))
        .encode();
  }

  private static int version(Workload workload) {
    return switch (workload.usable()) {
      case Workload.Usable.Ready ready -> ready.version().version();
      case Workload.Usable.Faulty faulty -> throw new IllegalStateException(faulty.fault().code());
    };
  }

  /** Decides once more if the state changed under the decision, then gives up. */
  private CompletableFuture<Answer> retried(
      CompletableFuture<Answer> answer, Considered considered, Appraised appraised, int attempt) {
    return answer.exceptionallyCompose(
        failure -> {
          if (!superseded(failure)) {
            return CompletableFuture.failedFuture(failure);
          }
          if (attempt >= DECISIONS) {
            return CompletableFuture.failedFuture(
                new ProblemException(
                    Problem.Kind.SUPERSEDED,
                    "The key's state keeps changing; ask for a new challenge and try again."));
          }
          return workers
              .submit(() -> pipeline.decideAgain(appraised))
              .thenCompose(
                  decision -> conclude(new Considered(considered.opened(), decision), attempt + 1));
        });
  }

  private static boolean superseded(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ReleaseMember.SupersededException;
  }

  private void keep(Considered considered, Decision decision) {
    refusals.keep(
        decision.id(),
        new RecentRefusals.Refusal(
            considered.opened().request().tenant().value(),
            considered.opened().request().key().value(),
            clock.instant(),
            decision.reason(),
            decision.explanation()));
  }

  private static Outcome send(RoutingContext request, Answer.Given answer) {
    if (tooLate(answer.committedNanos(), System.nanoTime())) {
      request.request().connection().close();
      return Outcome.DROPPED;
    }
    Reply.bytes(request, 200, "application/json", answer.body());
    return answer.outcome();
  }

  /**
   * Whether an answer must be dropped: the guest asks again, and its host gains nothing by delay.
   */
  static boolean tooLate(long committedNanos, long nowNanos) {
    return nowNanos - committedNanos > ANSWER_LIMIT.toNanos();
  }

  private static Outcome refuse(RoutingContext request, Throwable failure) {
    Problem problem = Reply.problemOf(failure);
    Reply.problem(request, problem);
    return problem.kind().status() >= 500 ? Outcome.UNAVAILABLE : Outcome.REFUSED;
  }
}
