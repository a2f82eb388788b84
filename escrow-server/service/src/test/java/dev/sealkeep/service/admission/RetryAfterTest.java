package dev.sealkeep.service.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.http.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final int PACE = 500;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final ServicePace pace = new ServicePace(PACE, now::get);
  private final RetryAfter retryAfter = new RetryAfter(pace, now::get, new Random(7)::nextDouble);

  private Map<Integer, Long> returns(int refusals) {
    return Stream.generate(retryAfter::seconds)
        .limit(refusals)
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  @Test
  void aFewComeBackWithinSecondsAndNotTogether() {
    assertThat(returns(100).keySet()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  @Test
  void twentyThousandRefusedAtOnceComeBackAtAboutThePaceTheyCanBeServedAt() {
    Map<Integer, Long> returns = returns(20_000);

    assertThat(returns.keySet()).allMatch(seconds -> seconds >= 1 && seconds <= 30);
    assertThat(returns).as("somebody in each second").hasSize(30);
    assertThat(returns.values())
        .as("at most a few times the pace in any second, where all at once would be 20,000")
        .allMatch(count -> count <= 3 * PACE);
  }

  @Test
  void aNodeThatServesSlowlyCallsThemBackSlowly() {
    serve(20, 50);

    Map<Integer, Long> returns = returns(1_000);

    assertThat(returns.values()).as("in any second").allMatch(count -> count <= 3 * 50);
  }

  private void serve(int seconds, int perSecond) {
    pace.watch(true);
    for (int i = 0; i < seconds; i++) {
      IntStream.range(0, perSecond).forEach(one -> pace.served());
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      pace.watch(true);
    }
  }

  @Test
  void theLineMovesWithTime() {
    returns(20_000);
    now.addAndGet(Duration.ofSeconds(31).toNanos());

    assertThat(returns(50).keySet()).allMatch(seconds -> seconds <= 5);
  }

  @Test
  void theProblemCarriesTheWait() {
    Problem problem = retryAfter.overloaded();

    assertThat(problem.kind()).isEqualTo(Problem.Kind.OVERLOADED);
    assertThat(problem.retryAfterSeconds().orElseThrow()).isBetween(1, 5);
  }
}
