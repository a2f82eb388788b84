package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkerPoolTest {
  private final WorkerPool pool = new WorkerPool("test", 2, 3);
  private final CountDownLatch letGo = new CountDownLatch(1);

  @AfterEach
  void close() {
    letGo.countDown();
    pool.close();
  }

  /** Keeps both workers busy and fills the queue; yields what was submitted. */
  private List<CompletableFuture<Integer>> fill() throws InterruptedException {
    List<CompletableFuture<Integer>> submitted = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      int number = i;
      submitted.add(
          pool.submit(
              () -> {
                begun.countDown();
                held();
                return number;
              }));
    }
    begun.await();
    for (int i = 2; i < 5; i++) {
      int number = i;
      submitted.add(pool.submit(() -> number));
    }
    return submitted;
  }

  private void held() {
    try {
      letGo.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertShed(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    assertThatThrownBy(future::join)
        .cause()
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.OVERLOADED);
              assertThat(e.problem().retryAfterSeconds().orElseThrow()).isBetween(1, 5);
            });
  }

  @Test
  void whatDoesNotFitTheQueueIsShedAtOnceAndTheRestIsDone() throws InterruptedException {
    List<CompletableFuture<Integer>> submitted = fill();
    AtomicInteger ran = new AtomicInteger();

    assertThat(pool.waiting()).isEqualTo(3);
    assertShed(pool.submit(ran::incrementAndGet));
    assertShed(pool.compose(() -> CompletableFuture.completedFuture(ran.incrementAndGet())));
    letGo.countDown();

    assertThat(submitted.stream().map(CompletableFuture::join)).containsExactly(0, 1, 2, 3, 4);
    assertThat(ran).hasValue(0);
    assertThat(pool.waiting()).isZero();
    assertThat(pool.submit(() -> 7).join()).isEqualTo(7);
  }

  @Test
  void retryAfterIsSpread() {
    assertThat(
            Stream.generate(WorkerPool::overloaded)
                .limit(500)
                .map(problem -> problem.retryAfterSeconds().orElseThrow())
                .distinct())
        .as("500 draws miss one of five values once in 10^48 runs")
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void aTaskThatThrowsFailsItsFutureAlone() {
    IllegalStateException cause = new IllegalStateException("broken");

    assertThatThrownBy(
            () ->
                pool.submit(
                        () -> {
                          throw cause;
                        })
                    .join())
        .isInstanceOf(CompletionException.class)
        .hasCause(cause);
    assertThatThrownBy(
            () ->
                pool.<Integer>compose(
                        () -> {
                          throw cause;
                        })
                    .join())
        .hasCause(cause);
    assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
  }

  @Test
  void aComposedTaskHoldsNoWorkerWhileItsFutureIsOpen() {
    List<CompletableFuture<Integer>> open = new ArrayList<>();
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Integer> inner = new CompletableFuture<>();
      open.add(inner);
      CompletableFuture<Boolean> begun = new CompletableFuture<>();
      results.add(
          pool.compose(
              () -> {
                begun.complete(true);
                return inner;
              }));
      begun.join();
    }
    assertThat(results).noneMatch(CompletableFuture::isDone);

    open.forEach(inner -> inner.complete(3));

    assertThat(results.stream().map(CompletableFuture::join)).containsExactly(3, 3, 3, 3, 3);
  }

  @Test
  void itsThreadsDoNotKeepTheProcessAlive() {
    assertThat(pool.submit(() -> Thread.currentThread().isDaemon()).join()).isTrue();
    assertThat(pool.submit(() -> Thread.currentThread().getName()).join()).startsWith("test-");
  }
}
