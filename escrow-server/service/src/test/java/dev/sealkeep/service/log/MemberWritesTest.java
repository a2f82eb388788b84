package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.service.harness.HeldStore;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are written together, and what becomes of them when one fails. */
class MemberWritesTest {

  @TempDir Path data;
  private LogScene scene;
  private LogWriter writer;

  @BeforeEach
  void open() {
    ManualClock clock = new ManualClock();
    scene = new LogScene(data, clock, clock, 1_000);
    writer = scene.writer();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** The challenge was spent, or the member says so on purpose. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private static byte[] challenge(int number) {
    return ByteBuffer.allocate(32).putInt(number).array();
  }

  /** Spends a challenge and appends, as a release does; counts how often it is run. */
  private LogMember<Long> spending(int challenge, AtomicInteger runs) {
    return LogMember.sharing(
        appender -> {
          runs.incrementAndGet();
          if (!appender.spendChallenge(challenge(challenge))) {
            throw new Refused("spent");
          }
          return scene.append(appender);
        });
  }

  /** Submits members that share one transaction. */
  private List<CompletableFuture<Recorded<Long>>> together(List<LogMember<Long>> members) {
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<Recorded<Long>> first = writer.submit(_ -> 0L);
    hold.awaitReached();
    List<CompletableFuture<Recorded<Long>>> futures = members.stream().map(writer::submit).toList();
    hold.release();
    assertThat(first.join().value()).isZero();
    futures.forEach(future -> future.handle((value, failure) -> true).join());
    return futures;
  }

  private static String outcome(CompletableFuture<Recorded<Long>> future) {
    return future.isCompletedExceptionally()
        ? Objects.toString(future.exceptionNow().getMessage())
        : "at " + future.join().value();
  }

  @Test
  void membersThatAllSucceedAreRunOnce() {
    AtomicInteger runs = new AtomicInteger();
    long size = writer.checkpoint().checkpoint().size();

    List<String> outcomes =
        together(List.of(spending(1, runs), spending(2, runs), spending(3, runs))).stream()
            .map(MemberWritesTest::outcome)
            .toList();

    assertThat(outcomes).containsExactly("at " + size, "at " + (size + 1), "at " + (size + 2));
    assertThat(runs).hasValue(3);
  }

  @Test
  void aChallengeThatIsSpentTwiceInOneTransactionFailsTheSecondAlone() {
    AtomicInteger runs = new AtomicInteger();
    long size = writer.checkpoint().checkpoint().size();

    List<CompletableFuture<Recorded<Long>>> futures =
        together(List.of(spending(1, runs), spending(1, runs), spending(2, runs)));

    assertThat(futures.stream().map(MemberWritesTest::outcome))
        .containsExactly("at " + size, "spent", "at " + (size + 1));
    assertThat(together(List.of(spending(2, runs))).stream().map(MemberWritesTest::outcome))
        .as("in a later transaction")
        .containsExactly("spent");
  }

  @Test
  void afterAFailureMembersAreRunOneByOneForAWhile() {
    together(List.of(spending(1, new AtomicInteger()), spending(1, new AtomicInteger())));

    // Each time two transactions, of which the first holds the others back.
    for (int i = 0; i < MemberWrites.CAREFUL / 2; i++) {
      AtomicInteger runs = new AtomicInteger();
      together(List.of(spending(100 + i, runs), spending(100 + i, runs)));
      assertThat(runs).as("transaction %d after it, which fails too", i).hasValue(2);
    }
  }

  @Test
  void randomMembersComeToWhatANaiveModelSays() {
    Random seeded = new Random(20_261_129);
    Set<Integer> spent = new HashSet<>();
    long size = writer.checkpoint().checkpoint().size();
    for (int round = 0; round < 200; round++) {
      List<LogMember<Long>> members = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      // Rounds in which nothing can fail, so that writing together is tried again.
      boolean calm = round % 40 >= 10;
      for (int i = seeded.nextInt(1, 8); i > 0; i--) {
        int challenge = calm ? 1_000 + round * 10 + i : seeded.nextInt(60);
        switch (calm ? 0 : seeded.nextInt(6)) {
          case 4 -> {
            members.add(
                LogMember.sharing(
                    appender -> {
                      scene.append(appender);
                      throw new Refused("after it wrote");
                    }));
            expected.add("after it wrote");
          }
          case 5 -> {
            members.add(scene::append);
            expected.add("at " + size++);
          }
          default -> {
            members.add(spending(challenge, new AtomicInteger()));
            expected.add(spent.add(challenge) ? "at " + size++ : "spent");
          }
        }
      }

      Stream<String> outcomes = together(members).stream().map(MemberWritesTest::outcome);

      assertThat(outcomes).as("round %d", round).containsExactlyElementsOf(expected);
    }
    assertThat(writer.checkpoint().checkpoint().size()).isEqualTo(size);
    assertThat(scene.database().number("SELECT count(*) FROM log_entry")).isEqualTo(size);
    assertThat(scene.database().number("SELECT count(*) FROM spent_challenge"))
        .isEqualTo(spent.size());
  }
}
