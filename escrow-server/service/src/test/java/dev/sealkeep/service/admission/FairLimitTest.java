package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FairLimitTest {
  private static final long PATIENCE = 1_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500);

  /** So quick that the queue's length alone bounds it, but where a test slows it down. */
  private final ServicePace pace = new ServicePace(1e12, now::get);

  private final List<Work> begun = new ArrayList<>();

  /** Why a request did not run. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private static final FairLimit.Refusals REFUSALS =
      new FairLimit.Refusals() {
        @Override
        public RuntimeException full() {
          return new Refused("full");
        }

        @Override
        public RuntimeException late() {
          return new Refused("late");
        }

        @Override
        public RuntimeException gone() {
          return new Refused("gone");
        }
      };

  /** A request of a share, which a test lets begin and ends. */
  private final class Work {
    private final String share;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<String> inner = new CompletableFuture<>();
    private final CompletableFuture<String> outcome;

    Work(FairLimit limit, String share) {
      this.share = share;
      this.outcome =
          limit.run(
              new Caller(share, gone),
              () -> {
                begun.add(this);
                return inner;
              });
    }

    void assertRefused(String why) {
      assertThat(outcome).isCompletedExceptionally();
      assertThatThrownBy(outcome::join).hasRootCauseInstanceOf(Refused.class);
      assertThatThrownBy(outcome::join).hasRootCauseMessage(why);
    }

    void end() {
      inner.complete(share);
    }
  }

  private FairLimit limit(int permits, int queue) {
    return new FairLimit(permits, queue, PATIENCE, now::get, pace, REFUSALS);
  }

  private List<Work> works(FairLimit limit, String share, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Work(limit, share)).toList();
  }

  private List<String> begunShares() {
    return begun.stream().map(work -> work.share).toList();
  }

  @Test
  void workRunsAtOnceWhilePermitsAreFreeAndWaitsThen() {
    FairLimit limit = limit(2, 3);
    List<Work> works = works(limit, "acme", 4);

    assertThat(begun).isEqualTo(works.subList(0, 2));
    assertThat(limit.waiting()).isEqualTo(2);
    assertThat(limit.free()).isZero();

    works.get(0).end();
    assertThat(begun).isEqualTo(works.subList(0, 3));
    works.forEach(Work::end);
    assertThat(works).allMatch(work -> work.outcome.isDone());
    assertThat(works.stream().map(work -> work.outcome.join()))
        .containsExactly("acme", "acme", "acme", "acme");
    assertThat(limit.free()).isEqualTo(2);
    assertThat(limit.waiting()).isZero();
  }

  @Test
  void noMoreWaitThanCanBeServedInTime() {
    ServicePace three = new ServicePace(3 * 1e9 / PATIENCE, now::get);
    FairLimit limit = new FairLimit(1, 100, PATIENCE, now::get, three, REFUSALS);
    List<Work> works = works(limit, "acme", 5);

    assertThat(limit.waiting()).isEqualTo(3);
    works.getLast().assertRefused("full");
  }

  @Test
  void sharesAreServedInTurnHoweverLongTheyAre() {
    FairLimit limit = limit(1, 100);
    works(limit, "flood", 20);
    works(limit, "acme", 2);
    works(limit, "globex", 1);

    for (int i = 0; i < 8; i++) {
      begun.getLast().end();
    }

    assertThat(begunShares())
        .as("the first ran before anybody waited")
        .containsExactly(
            "flood", "flood", "acme", "globex", "flood", "acme", "flood", "flood", "flood");
  }

  @Test
  void withinAShareTheOldestComesFirst() {
    FairLimit limit = limit(1, 10);
    List<Work> works = works(limit, "acme", 5);

    works.forEach(Work::end);

    assertThat(begun).isEqualTo(works);
  }

  @Test
  void theNewestOfTheLongestShareGivesWayToAShorterOne() {
    FairLimit limit = limit(1, 4);
    List<Work> flood = works(limit, "flood", 5);
    Work late = new Work(limit, "flood");
    late.assertRefused("full");

    Work acme = new Work(limit, "acme");

    flood.get(4).assertRefused("full");
    assertThat(acme.outcome).isNotDone();
    assertThat(limit.waiting()).isEqualTo(4);
    new Work(limit, "acme");
    flood.get(3).assertRefused("full");
    new Work(limit, "acme").assertRefused("full");
    assertThat(flood.subList(0, 3)).noneMatch(work -> work.outcome.isDone());
  }

  @Test
  void madeUpNamesTakeNoMorePlacesThanTheQueueHasAndPushNobodyOut() {
    FairLimit limit = limit(1, 8);
    new Work(limit, "running");
    Work acme = new Work(limit, "acme");

    List<Work> strangers =
        IntStream.range(0, 10_000).mapToObj(i -> new Work(limit, "made-up-" + i)).toList();

    assertThat(limit.waiting()).isEqualTo(8);
    assertThat(strangers.stream().filter(work -> !work.outcome.isDone())).hasSize(7);
    begun.getLast().end();
    assertThat(begun.getLast()).isSameAs(acme);
  }

  @Test
  void whoWaitsTooLongIsRefused() {
    FairLimit limit = limit(1, 10);
    Work running = new Work(limit, "acme");
    Work waiting = new Work(limit, "acme");
    now.addAndGet(PATIENCE / 2);
    Work younger = new Work(limit, "acme");
    limit.expire();
    assertThat(waiting.outcome).isNotDone();

    now.addAndGet(PATIENCE / 2 + 1);
    limit.expire();

    waiting.assertRefused("late");
    assertThat(younger.outcome).isNotDone();
    running.end();
    assertThat(begun).containsExactly(running, younger);
  }

  @Test
  void whoGoesWhileItWaitsIsNotBegunAndHoldsNothing() {
    FairLimit limit = limit(1, 2);
    Work running = new Work(limit, "acme");
    Work gone = new Work(limit, "acme");
    Work other = new Work(limit, "acme");

    gone.gone.complete(null);

    gone.assertRefused("gone");
    assertThat(limit.waiting()).isEqualTo(1);
    running.end();
    other.end();
    assertThat(begun).containsExactly(running, other);
    assertThat(limit.free()).isEqualTo(1);
  }

  @Test
  void whoGoesWhileItRunsReturnsItsPermitWhenTheWorkEnds() {
    FairLimit limit = limit(1, 2);
    Work running = new Work(limit, "acme");
    Work next = new Work(limit, "acme");

    running.gone.complete(null);
    assertThat(begun).as("the work goes on").containsExactly(running);
    running.end();

    assertThat(begun).containsExactly(running, next);
    next.end();
    assertThat(limit.free()).isEqualTo(1);
  }

  @Test
  void failuresReturnThePermit() {
    FairLimit limit = limit(1, 2);
    Caller caller = new Caller("acme", new CompletableFuture<>());
    IllegalStateException broken = new IllegalStateException("broken");

    CompletableFuture<String> thrown =
        limit.run(
            caller,
            () -> {
              throw broken;
            });
    CompletableFuture<String> failed =
        limit.run(caller, () -> CompletableFuture.failedFuture(broken));
    Work running = new Work(limit, "acme");
    CompletableFuture<String> thrownLater =
        limit.run(
            caller,
            () -> {
              throw broken;
            });
    running.end();

    assertThat(List.of(thrown, failed, thrownLater))
        .allSatisfy(
            future -> {
              assertThat(future).isCompletedExceptionally();
              assertThatThrownBy(future::join).rootCause().isSameAs(broken);
            });
    assertThat(limit.free()).isEqualTo(1);
  }

  @Test
  void aLongLineOfWorkThatEndsAsItBeginsIsNoDeepStack() {
    int many = 50_000;
    FairLimit limit = limit(1, many);
    Work first = new Work(limit, "acme");
    AtomicInteger ran = new AtomicInteger();
    List<CompletableFuture<Integer>> outcomes =
        IntStream.range(0, many)
            .mapToObj(
                i ->
                    limit.run(
                        new Caller("acme", new CompletableFuture<>()),
                        () -> CompletableFuture.completedFuture(ran.incrementAndGet())))
            .toList();

    first.end();

    assertThat(outcomes).allMatch(outcome -> outcome.isDone());
    assertThat(outcomes.getLast().join()).isEqualTo(many);
    assertThat(limit.free()).isEqualTo(1);
    assertThat(limit.waiting()).isZero();
  }

  @Test
  void noPermitIsLostOrMadeUpWhenManyThreadsComeAndGo() throws Exception {
    int permits = 3;
    FairLimit limit = new FairLimit(permits, 16, PATIENCE, now::get, pace, REFUSALS);
    AtomicInteger inProgress = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    List<CompletableFuture<?>> outcomes = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(4);
        ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<CompletableFuture<List<CompletableFuture<?>>>> batches =
          IntStream.range(0, 4)
              .mapToObj(
                  number ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            List<CompletableFuture<?>> own = new ArrayList<>();
                            for (int i = 0; i < 5_000; i++) {
                              CompletableFuture<Void> gone = new CompletableFuture<>();
                              own.add(
                                  limit.run(
                                      new Caller("share-" + (i + number) % 7, gone),
                                      () -> {
                                        most.accumulateAndGet(
                                            inProgress.incrementAndGet(), Math::max);
                                        return CompletableFuture.supplyAsync(
                                            () -> {
                                              inProgress.decrementAndGet();
                                              return ran.incrementAndGet();
                                            },
                                            workers);
                                      }));
                              if (i % 5 == 0) {
                                gone.complete(null);
                              }
                            }
                            return own;
                          },
                          callers))
              .toList();
      batches.forEach(batch -> outcomes.addAll(batch.join()));
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
          .handle((all, failure) -> true)
          .get(20, TimeUnit.SECONDS);
    }

    assertThat(outcomes.stream().filter(outcome -> !outcome.isCompletedExceptionally()))
        .hasSize(ran.get());
    assertThat(ran.get()).isGreaterThan(permits);
    assertThat(most.get()).isLessThanOrEqualTo(permits);
    assertThat(limit.free()).isEqualTo(permits);
    assertThat(limit.waiting()).isZero();
  }
}
