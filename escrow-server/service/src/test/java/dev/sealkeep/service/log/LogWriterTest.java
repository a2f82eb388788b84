package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.ledger.tree.TreeProver;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.service.harness.HeldStore;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer's promises: what is answered is durable, proven and marked, and nothing else is. */
class LogWriterTest {
  private static final int QUEUE = 300;

  @TempDir Path data;
  private final ManualClock databaseClock = new ManualClock();
  private final ManualClock nodeClock = new ManualClock();
  private LogScene scene;
  private LogWriter writer;

  @BeforeEach
  void open() {
    nodeClock.move(Duration.between(nodeClock.instant(), databaseClock.instant()));
    scene = new LogScene(data, databaseClock, nodeClock, QUEUE);
    writer = scene.writer();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** A member that appends an entry nobody else cares about. */
  private LogMember<Long> counting() {
    return counting(scene);
  }

  private static LogMember<Long> counting(LogScene scene) {
    return scene::append;
  }

  private LogMember<Long> failing(RuntimeException failure) {
    return appender -> {
      long index = counting().write(appender);
      appender.transaction().putServerSetting("left-over", "at " + index);
      throw failure;
    };
  }

  private long rows() {
    return scene.database().number("SELECT count(*) FROM log_entry");
  }

  private long marked() {
    try {
      return scene.highWater().read().map(HighWater.Mark::size).orElse(0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Throwable failure(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    return future.exceptionNow();
  }

  private static void settle(List<? extends CompletableFuture<?>> futures) {
    futures.forEach(future -> future.handle((value, failure) -> true).join());
  }

  @Test
  void membersThatGatherShareATransaction() {
    HeldStore.Hold hold = scene.store().hold();
    int before = scene.store().transactions();
    List<CompletableFuture<Recorded<Long>>> futures = new ArrayList<>();
    futures.add(writer.submit(counting()));
    hold.awaitReached();
    for (int i = 0; i < LogWriter.BATCH + 10; i++) {
      futures.add(writer.submit(counting()));
    }

    hold.release();
    settle(futures);

    assertThat(scene.store().transactions() - before).isEqualTo(3);
    assertThat(futures.stream().map(future -> future.join().value()).distinct())
        .hasSize(LogWriter.BATCH + 11);
    assertThat(futures.get(1).join().checkpoint())
        .isEqualTo(futures.get(LogWriter.BATCH).join().checkpoint());
  }

  @Test
  void aLoneMemberGoesAtOnceAndThoseThatFollowCompanyTooSoonWaitTogether()
      throws InterruptedException {
    AtomicLong nanos = new AtomicLong();
    BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
    BlockingQueue<Runnable> timers = new LinkedBlockingQueue<>();
    Pace pace =
        new Pace(
            Duration.ofMillis(10),
            nanos::get,
            (wait, work) -> {
              waits.add(wait);
              timers.add(work);
            });
    try (LogScene paced =
        new LogScene(data.resolve("paced"), databaseClock, nodeClock, pace, QUEUE)) {
      List<CompletableFuture<Recorded<Long>>> company = new ArrayList<>();
      HeldStore.Hold hold = paced.store().hold();
      CompletableFuture<Recorded<Long>> lone = paced.writer().submit(counting(paced));
      hold.awaitReached();
      company.add(paced.writer().submit(counting(paced)));
      company.add(paced.writer().submit(counting(paced)));
      hold.release();
      settle(company);
      assertThat(lone.join().checkpoint()).isNotEqualTo(company.getFirst().join().checkpoint());
      assertThat(waits).isEmpty();

      nanos.addAndGet(Duration.ofMillis(4).toNanos());
      CompletableFuture<Recorded<Long>> first = paced.writer().submit(counting(paced));
      CompletableFuture<Recorded<Long>> second = paced.writer().submit(counting(paced));
      Objects.requireNonNull(timers.poll(30, TimeUnit.SECONDS), "nothing waits").run();
      assertThat(first.join().checkpoint()).isEqualTo(second.join().checkpoint());
      assertThat(waits).containsExactly(Duration.ofMillis(6));
      assertThat(timers).isEmpty();
    }
  }

  @Test
  void aMemberThatThrowsFailsAloneAndLeavesNoRow() {
    IllegalStateException own = new IllegalStateException("stale");
    long before = rows();
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<Recorded<Long>> first = writer.submit(counting());
    hold.awaitReached();
    CompletableFuture<Recorded<Long>> good = writer.submit(counting());
    CompletableFuture<Recorded<Long>> bad = writer.submit(failing(own));
    CompletableFuture<Recorded<Long>> next = writer.submit(counting());
    hold.release();
    settle(List.of(first, good, bad, next));

    assertThat(failure(bad)).isSameAs(own);
    assertThat(next.join().value()).isEqualTo(good.join().value() + 1);
    assertThat(rows()).isEqualTo(before + 3);
    assertThat(
            scene.database().number("SELECT count(*) FROM server_setting WHERE name = 'left-over'"))
        .isZero();
    assertProven(List.of(first.join(), good.join(), next.join()));
    assertThat(writer.stopped()).isNull();
  }

  @Test
  void nothingIsAnsweredMarkedOrShownBeforeCommit() {
    long before = rows();
    long size = writer.checkpoint().checkpoint().size();
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<Recorded<Long>> future = writer.submit(counting());
    hold.awaitReached();

    assertThat(future).isNotDone();
    assertThat(rows()).isEqualTo(before);
    assertThat(marked()).isEqualTo(size);
    assertThat(writer.checkpoint().checkpoint().size()).isEqualTo(size);

    hold.release();
    assertThat(future.join().value()).isEqualTo(before);
    assertThat(rows()).isEqualTo(before + 1);
  }

  @Test
  void whenAMemberIsToldTheMarkAndTheRowAreDurable() {
    HeldStore.Hold hold = scene.store().hold();
    CompletableFuture<Recorded<Long>> future = writer.submit(counting());
    CompletableFuture<Boolean> held =
        future.thenApply(
            recorded ->
                marked() >= recorded.checkpoint().checkpoint().size() && rows() > recorded.value());
    hold.release();

    assertThat(held.join()).isTrue();
  }

  @Test
  void aMarkThatCannotBeWrittenAnswersNobodyAndComesBeforeAnythingElse() throws IOException {
    SignedCheckpoint before = writer.checkpoint();
    long size = before.checkpoint().size();
    Files.delete(data.resolve("mark").resolve("high-water"));
    Files.delete(data.resolve("mark"));

    CompletableFuture<Recorded<Long>> unmarked = settled(writer.submit(counting()));
    assertThat(((ProblemException) failure(unmarked)).problem().kind())
        .isEqualTo(Problem.Kind.STORE_UNAVAILABLE);
    assertThat(rows()).isEqualTo(size + 1);
    assertThat(failure(settled(writer.submit(counting()))))
        .isInstanceOf(StoreUnavailableException.class)
        .hasRootCauseInstanceOf(NoSuchFileException.class);
    assertThat(rows()).as("nothing is committed behind a mark that is missing").isEqualTo(size + 1);
    assertThat(writer.checkpoint()).isEqualTo(before);
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.IMPEDED);

    Files.createDirectory(data.resolve("mark"));
    Recorded<Long> answered = writer.submit(counting()).join();
    assertThat(answered.value()).isEqualTo(size + 1);
    assertThat(marked()).isEqualTo(size + 2);
    assertProven(List.of(answered));
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.COMMITTING);
  }

  @Test
  @Timeout(20)
  void aProbeGoesOnAfterAFailureAndDoesNothingWithoutOne() throws InterruptedException {
    int before = scene.store().transactions();
    writer.probe();
    assertThat(scene.store().transactions()).isEqualTo(before);

    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    CompletableFuture<Recorded<Long>> _ = settled(writer.submit(counting()));
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.IMPEDED);
    HeldStore.Hold hold = scene.store().hold();
    // The answer may come before the writer is done with the transaction that failed.
    while (!hold.isReached()) {
      writer.probe();
      Thread.onSpinWait();
    }
    CompletableFuture<Recorded<Long>> behind = writer.submit(counting());
    hold.release();
    settle(List.of(behind));
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.COMMITTING);
  }

  @Test
  @Timeout(20)
  void aProbeThatHasRoomWhereEntriesHaveNoneClearsNothing() throws InterruptedException {
    scene.store().room(false);
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    CompletableFuture<Recorded<Long>> _ = settled(writer.submit(counting()));
    probeUntilItCommits();
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.IMPEDED);

    scene.store().room(true);
    probeUntilItCommits();
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.COMMITTING);

    scene.store().room(false);
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    CompletableFuture<Recorded<Long>> _ = settled(writer.submit(counting()));
    writer.submit(counting()).join();
    assertThat(writer.condition())
        .as("an entry that was committed")
        .isEqualTo(LogWriter.Condition.COMMITTING);
  }

  @Test
  void aTransactionThatDoesNotEndImpedesUntilItDoes() {
    AtomicLong nanos = new AtomicLong();
    Pace pace = new Pace(Duration.ZERO, nanos::get, (_, work) -> work.run());
    try (LogScene timed =
        new LogScene(data.resolve("timed"), databaseClock, nodeClock, pace, QUEUE)) {
      nanos.addAndGet(LogWriter.PATIENCE.toNanos() + 1);
      timed.writer().probe();
      assertThat(timed.writer().condition())
          .as("nothing is on its way")
          .isEqualTo(LogWriter.Condition.COMMITTING);

      HeldStore.Hold hold = timed.store().hold();
      CompletableFuture<Recorded<Long>> slow = timed.writer().submit(counting(timed));
      hold.awaitReached();
      nanos.addAndGet(LogWriter.PATIENCE.toNanos());
      timed.writer().probe();
      assertThat(timed.writer().condition()).isEqualTo(LogWriter.Condition.COMMITTING);
      nanos.addAndGet(1);
      timed.writer().probe();
      assertThat(timed.writer().condition()).isEqualTo(LogWriter.Condition.IMPEDED);

      hold.release();
      assertThat(slow.join().entries()).hasSize(1);
      assertThat(timed.writer().condition()).isEqualTo(LogWriter.Condition.COMMITTING);
    }
  }

  @Test
  void whereTheStoreCannotBeReadATransactionFindsOutWhetherItCanBeWritten() {
    scene.store().readable(false);
    int before = scene.store().transactions();
    HeldStore.Hold hold = scene.store().hold();
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    assertThatThrownBy(writer::catchUp).isInstanceOf(StoreUnavailableException.class);
    hold.awaitReached();
    // Behind one that is on its way there is no need of another.
    assertThatThrownBy(writer::catchUp).isInstanceOf(StoreUnavailableException.class);
    CompletableFuture<Recorded<Boolean>> behind = writer.submit(_ -> true);
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    hold.release();
    settle(List.of(behind));
    assertThat(scene.store().transactions()).isEqualTo(before + 2);
    assertThat(writer.condition()).isEqualTo(LogWriter.Condition.IMPEDED);
  }

  /** Returns once the writer has concluded a transaction without entries. */
  private void probeUntilItCommits() throws InterruptedException {
    HeldStore.Hold hold = scene.store().hold();
    while (!hold.isReached()) {
      writer.probe();
      Thread.onSpinWait();
    }
    // In the transaction after the probe's, and without an entry, too.
    CompletableFuture<Recorded<Boolean>> behind = writer.submit(_ -> true);
    hold.release();
    settle(List.of(behind));
  }

  @Test
  void anUnknownCommitAnswersNobodyAndStopsTheWriter() {
    for (HeldStore.Fate unknown :
        List.of(HeldStore.Fate.UNKNOWN_BUT_COMMITTED, HeldStore.Fate.UNKNOWN_AND_LOST)) {
      try (LogScene other =
          new LogScene(data.resolve(unknown.name()), databaseClock, nodeClock, QUEUE)) {
        long size = other.writer().checkpoint().checkpoint().size();
        HeldStore.Hold hold = other.store().hold();
        other.store().next(unknown);
        CompletableFuture<Recorded<Long>> doomed = other.writer().submit(counting());
        hold.awaitReached();
        CompletableFuture<Recorded<Long>> waiting = other.writer().submit(counting());
        hold.release();
        settle(List.of(doomed, waiting));

        assertThat(failure(doomed)).isInstanceOf(CommitUnknownException.class);
        assertThat(failure(waiting)).isInstanceOf(CommitUnknownException.class);
        assertThat(other.writer().stopped()).isInstanceOf(CommitUnknownException.class);
        assertThat(other.writer().checkpoint().checkpoint().size()).isEqualTo(size);
        assertThat(failure(other.writer().submit(counting())))
            .isInstanceOf(CommitUnknownException.class);
      }
    }
  }

  @Test
  void anUnavailableStoreFailsItsBatchAndTheWriterGoesOn() {
    long before = rows();
    scene.store().next(HeldStore.Fate.UNAVAILABLE);
    CompletableFuture<Recorded<Long>> failed = writer.submit(counting());
    settle(List.of(failed));

    assertThat(failure(failed)).isInstanceOf(StoreUnavailableException.class);
    assertThat(rows()).isEqualTo(before);
    assertThat(writer.submit(counting()).join().value()).isEqualTo(before);
  }

  @Test
  void moreMembersThanMayWaitAreShed() {
    HeldStore.Hold hold = scene.store().hold();
    List<CompletableFuture<Recorded<Long>>> futures = new ArrayList<>();
    futures.add(writer.submit(counting()));
    hold.awaitReached();
    for (int i = 0; i < QUEUE; i++) {
      futures.add(writer.submit(counting()));
    }

    CompletableFuture<Recorded<Long>> shed = writer.submit(counting());

    assertThat(((ProblemException) failure(shed)).problem().kind())
        .isEqualTo(Problem.Kind.OVERLOADED);
    hold.release();
    settle(futures);
    assertThat(futures).allMatch(future -> !future.isCompletedExceptionally());
  }

  @Test
  void everyReceiptHoldsAndEveryCheckpointIsConsistentWithTheFinalLog() {
    Random seeded = new Random(42);
    List<Recorded<Long>> all = new ArrayList<>();
    List<SignedCheckpoint> checkpoints = new ArrayList<>(List.of(writer.checkpoint()));
    while (all.size() < 600) {
      HeldStore.Hold hold = scene.store().hold();
      List<CompletableFuture<Recorded<Long>>> batch = new ArrayList<>();
      for (int i = 0; i <= seeded.nextInt(100); i++) {
        batch.add(writer.submit(counting()));
      }
      hold.release();
      batch.forEach(future -> all.add(future.join()));
    }

    assertProven(all);
    all.forEach(recorded -> checkpoints.add(recorded.checkpoint()));
    Checkpoint last = writer.checkpoint().checkpoint();
    assertThat(last.size()).isEqualTo(rows());
    TreeProver prover =
        new TreeProver(
            last.size(),
            (level, index, width) -> scene.store().read(snapshot -> snapshot.tile(level, index)));
    assertThat(prover.root()).isEqualTo(last.root());
    assertThat(checkpoints.stream().map(SignedCheckpoint::checkpoint).distinct())
        .hasSizeGreaterThan(5)
        .allMatch(
            older ->
                prover
                    .consistency(older.size())
                    .verify(older.size(), older.root(), last.size(), last.root()));
    VerifiedLog again =
        VerifiedLog.read(
            scene.store(),
            Optional.of(new HighWater.Mark(last.origin(), last.size(), last.root())));
    assertThat(again.tree().root()).isEqualTo(last.root());
  }

  private void assertProven(List<Recorded<Long>> all) {
    assertThat(all)
        .allSatisfy(
            recorded -> {
              Recorded.Proven proven = recorded.entries().getFirst();
              assertThat(proven.appended().index()).isEqualTo(recorded.value());
              assertThat(
                      proven
                          .proof()
                          .verify(proven.appended().hash(), scene.keys().signer().verifierKey())
                          .toOptional())
                  .isPresent();
            });
  }

  @Test
  void aDatabaseClockBehindTheNewestEntryCommitsNothingUntilItRecovers() {
    long before = rows();
    moveBoth(Duration.ofMillis(-2_001));
    assertThat(failure(settled(writer.submit(counting()))))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("behind the newest log entry");
    assertThat(rows()).isEqualTo(before);

    moveBoth(Duration.ofMillis(1));
    Entry entry = writer.submit(counting()).join().entries().getFirst().appended().entry();

    // Times in the log never go back.
    assertThat(entry.header().timeMillis())
        .isEqualTo(databaseClock.instant().plusSeconds(2).toEpochMilli());
  }

  @Test
  void clocksThatAreApartCommitNothingUntilTheyMeet() {
    long before = rows();
    databaseClock.move(Duration.ofMillis(2_001));
    assertThat(failure(settled(writer.submit(counting()))))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("from the database's");
    nodeClock.move(Duration.ofMillis(4_002));
    assertThat(failure(settled(writer.submit(counting()))))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(rows()).isEqualTo(before);

    nodeClock.move(Duration.ofMillis(-1));
    assertThat(writer.submit(counting()).join().value()).isEqualTo(before);
  }

  private void moveBoth(Duration by) {
    databaseClock.move(by);
    nodeClock.move(by);
  }

  private static <T> CompletableFuture<T> settled(CompletableFuture<T> future) {
    settle(List.of(future));
    return future;
  }
}
