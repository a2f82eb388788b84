package dev.sealkeep.agent.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is tried when, and who wins, in a time that passes where a test says so. */
@Timeout(60)
class EndpointRaceTest {
  private static final URI A = URI.create("https://a.test");
  private static final URI B = URI.create("https://b.test");
  private static final URI C = URI.create("https://c.test");

  private final ScriptedTiming timing = new ScriptedTiming();
  private final List<URI> tried = Collections.synchronizedList(new ArrayList<>());
  private Duration remaining = Duration.ofSeconds(60);
  private final List<URI> setbacks = new ArrayList<>();
  private final byte[] secret = "never to be left in memory".getBytes(UTF_8);

  /** Whether the next wait ends by an event or by its limit. */
  private enum Wait {
    EVENT,
    LIMIT
  }

  private static final class ScriptedTiming implements Timing {
    private final List<Wait> script = new ArrayList<>();
    private final List<Duration> limits = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 5;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      throw new AssertionError("a race does not pause");
    }

    @Override
    public <E> @Nullable E await(BlockingQueue<E> events, Duration limit)
        throws InterruptedException {
      limits.add(limit);
      if (!script.isEmpty() && script.removeFirst() == Wait.LIMIT) {
        nanos += limit.toNanos();
        return null;
      }
      return events.poll(30, TimeUnit.SECONDS);
    }
  }

  private Optional<GetOutcome> race(EndpointRace.Attempt attempt, URI... endpoints)
      throws InterruptedException {
    return new EndpointRace(
            timing,
            () -> remaining,
            (endpoint, challenged) -> {
              tried.add(endpoint);
              return attempt.run(endpoint, challenged);
            })
        .run(List.of(endpoints), (endpoint, step) -> setbacks.add(endpoint));
  }

  private Step released() {
    return new Step.Done(
        new GetOutcome.Released(
            SecretBytes.owning(secret), DecisionId.random(new SecureRandom()), 1, 0, 1));
  }

  private static Step denied() {
    return new Step.Done(new GetOutcome.Denied(Optional.empty()));
  }

  private static Step busy() {
    return new Step.Retry("busy", Duration.ofSeconds(3));
  }

  private static void forever() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Test
  void oneThatAnswersInTimeIsTheOnlyOneTried() throws InterruptedException {
    assertThat(race((endpoint, challenged) -> denied(), A, B))
        .contains(new GetOutcome.Denied(Optional.empty()));
    assertThat(tried).containsExactly(A);
  }

  @Test
  void theNextIsTriedAtOnceWhenOneFails() throws InterruptedException {
    assertThat(race((endpoint, challenged) -> endpoint.equals(C) ? denied() : busy(), A, B, C))
        .isPresent();

    assertThat(tried).containsExactly(A, B, C);
    assertThat(setbacks).containsExactly(A, B);
  }

  @Test
  void nobodyDecidesWhenAllFail() throws InterruptedException {
    assertThat(race((endpoint, challenged) -> busy(), A, B)).isEmpty();
    assertThat(setbacks).containsExactly(A, B);
  }

  @Test
  void theNextIsTriedBesideOneThatIsSilent() throws InterruptedException {
    timing.script.add(Wait.LIMIT);
    CountDownLatch firstIsTried = new CountDownLatch(1);

    Optional<GetOutcome> outcome =
        race(
            (endpoint, challenged) -> {
              if (endpoint.equals(A)) {
                firstIsTried.countDown();
                forever();
              }
              firstIsTried.await();
              return denied();
            },
            A,
            B);

    assertThat(outcome).isPresent();
    assertThat(tried).containsExactlyInAnyOrder(A, B);
    assertThat(timing.limits.getFirst()).isEqualTo(EndpointRace.SILENT);
  }

  /** The second decides once the first has had its time. */
  private void raceOfOneThatGivesItsChallengeAndNothingElse() throws InterruptedException {
    timing.script.addAll(List.of(Wait.EVENT, Wait.LIMIT));

    Optional<GetOutcome> outcome =
        race(
            (endpoint, challenged) -> {
              if (endpoint.equals(A)) {
                challenged.run();
                forever();
              }
              return denied();
            },
            A,
            B);

    assertThat(outcome).isPresent();
  }

  @Test
  void oneThatGaveItsChallengeHasLonger() throws InterruptedException {
    raceOfOneThatGivesItsChallengeAndNothingElse();

    assertThat(timing.limits.subList(0, 2))
        .containsExactly(EndpointRace.SILENT, EndpointRace.UNANSWERED);
    assertThat(tried).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void nearTheDeadlineItLeavesTheNextHalfOfTheTime() throws InterruptedException {
    remaining = Duration.ofSeconds(15);
    raceOfOneThatGivesItsChallengeAndNothingElse();

    assertThat(timing.limits.subList(0, 2))
        .containsExactly(EndpointRace.SILENT, Duration.ofMillis(7_500));
  }

  @Test
  void anInstallationThatIsBrokenEndsTheRaceAtOnce() {
    LinkageError broken = new LinkageError("no library");

    assertThatThrownBy(
            () ->
                race(
                    (endpoint, challenged) -> {
                      throw broken;
                    },
                    A,
                    B))
        .isSameAs(broken);
  }

  @Test
  void aLateOneMayStillWin() throws InterruptedException {
    timing.script.add(Wait.LIMIT);
    CountDownLatch secondIsTried = new CountDownLatch(1);

    Optional<GetOutcome> outcome =
        race(
            (endpoint, challenged) -> {
              if (endpoint.equals(B)) {
                secondIsTried.countDown();
                forever();
              }
              secondIsTried.await();
              return denied();
            },
            A,
            B);

    assertThat(outcome).isPresent();
  }

  @Test
  void theKeyOfWhoComesSecondIsWiped() throws InterruptedException {
    timing.script.add(Wait.LIMIT);
    CompletableFuture<Thread> late = new CompletableFuture<>();

    Optional<GetOutcome> outcome =
        race(
            (endpoint, challenged) -> {
              if (endpoint.equals(B)) {
                assertThat(late.join().isAlive()).isTrue();
                return denied();
              }
              late.complete(Thread.currentThread());
              try {
                forever();
              } catch (InterruptedException _) {
                // The race is over, but this one's answer had come.
              }
              return released();
            },
            A,
            B);

    assertThat(outcome).contains(new GetOutcome.Denied(Optional.empty()));
    assertThat(late.join().join(Duration.ofSeconds(30))).as("it is interrupted").isTrue();
    assertThat(secret).containsOnly(0);
  }
}
