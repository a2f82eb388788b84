package dev.sealkeep.keystore.store;

import static dev.sealkeep.keystore.store.StoreRows.TIME;
import static dev.sealkeep.keystore.store.StoreRows.filled;
import static dev.sealkeep.keystore.store.StoreRows.head;
import static dev.sealkeep.keystore.store.StoreRows.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Isolation, atomicity and order of transactions and snapshots, on any database. */
public abstract class TransactionContract extends StoreModelContract {
  private List<Long> indexes() {
    return store().read(s -> s.log(0, Long.MAX_VALUE).stream().map(LogRow::index).toList());
  }

  @Test
  void nowIsInMilliseconds() {
    Instant now = store().transact(Transaction::now).join();
    assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void workThatThrowsIsRolledBackAndItsFailurePassedOn() {
    Undone failure = new Undone();
    CompletableFuture<Void> future =
        store()
            .transact(
                transaction -> {
                  transaction.appendLog(log(0, "a"));
                  transaction.putLogHead(head(1));
                  throw failure;
                });
    assertThat(future).failsWithin(SOON).withThrowableThat().havingCause().isSameAs(failure);
    assertThat(indexes()).isEmpty();
    assertThat(store().read(Snapshot::logHead).size()).isZero();
  }

  @Test
  void errorsAreRolledBackToo() {
    assertThat(
            store()
                .transact(
                    transaction -> {
                      transaction.appendLog(log(0, "a"));
                      throw new AssertionError("planted");
                    }))
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(AssertionError.class);
    assertThat(indexes()).isEmpty();
  }

  @Test
  void transactionReadsItsOwnWrites() {
    write(
        transaction -> {
          transaction.putPolicy(StoreRows.policy("a", "x", 1));
          assertThat(transaction.policy("a", "x")).isPresent();
          transaction.appendLog(log(0, "a"));
          assertThat(transaction.leaves(0, 1)).hasSize(64);
        });
  }

  @Test
  void transactionReadsTheHeadThatItHas() {
    write(
        transaction -> {
          assertThat(transaction.logHead().size()).isZero();
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () -> {
                            transaction.putLogHead(head(7));
                            assertThat(transaction.logHead().size()).isEqualTo(7);
                            throw new Undone();
                          }))
              .isInstanceOf(Undone.class);
          assertThat(transaction.logHead().size()).isZero();
          transaction.putLogHead(head(2));
        });
    assertThat(store().transact(Transaction::logHead).join())
        .usingRecursiveComparison()
        .isEqualTo(head(2));
  }

  /** Whatever the database puts together of them on their way. */
  @Test
  void insertionsAreThereForWhatComesAfterThem() {
    write(
        transaction -> {
          for (int i = 0; i < 3; i++) {
            transaction.appendLog(log(i, "a"));
            transaction.archiveEvidence("a", filled(32, i), filled(9, i));
            transaction.putDecision(StoreRows.decision(i, "a", true));
            transaction.spendUnspentChallenge(filled(32, i), TIME);
          }
          assertThat(transaction.forgetChallenges(TIME.plusMillis(1), 9)).isEqualTo(3);
          assertThat(transaction.spendChallenge(filled(32, 2), TIME)).as("forgotten").isTrue();
          assertThat(transaction.leaves(0, 9)).hasSize(3 * 64);
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () -> {
                            transaction.archiveEvidence("a", filled(32, 8), filled(9, 8));
                            return failing(transaction, 3);
                          }))
              .isInstanceOf(Undone.class);
          assertThat(transaction.evidence(filled(32, 8))).as("undone").isEmpty();
          transaction.appendLog(log(3, "b"));
        });
    assertThat(indexes()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(store().<Optional<DecisionRow>>read(s -> s.decision("a", StoreRows.id(2))))
        .isPresent();
    assertThat(store().<Optional<byte[]>>peek(s -> s.evidence(filled(32, 0)))).isPresent();
  }

  /** One of many rows that go out together. */
  @Test
  void anInsertionAmongOthersThatIsRefusedFailsItsSavepointAlone() {
    write(transaction -> transaction.appendLog(log(2, "a")));
    write(
        transaction -> {
          assertThatThrownBy(() -> transaction.savepoint(() -> failing(transaction, 1)))
              .isInstanceOf(Undone.class);
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () ->
                              member(transaction, 1)
                                  + member(transaction, 2)
                                  + member(transaction, 3)))
              .isInstanceOf(IllegalStateException.class);
          transaction.savepoint(() -> member(transaction, 4));
        });
    assertThat(indexes()).containsExactly(2L, 4L);
  }

  @Test
  void failingMemberLosesItsWritesAloneAndRethrows() {
    Undone failure = new Undone();
    write(
        transaction -> {
          transaction.appendLog(log(0, "a"));
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () -> {
                            transaction.appendLog(log(1, "b"));
                            throw failure;
                          }))
              .isSameAs(failure);
          assertThat(transaction.savepoint(() -> member(transaction, 2))).isEqualTo(2L);
        });
    assertThat(indexes()).containsExactly(0L, 2L);
  }

  private static long member(Transaction transaction, long index) {
    transaction.appendLog(log(index, "a"));
    return index;
  }

  @Test
  void memberWithADuplicateFailsAlone() {
    write(transaction -> transaction.appendLog(log(0, "a")));
    write(
        transaction -> {
          transaction.savepoint(() -> member(transaction, 1));
          assertThatThrownBy(() -> transaction.savepoint(() -> member(transaction, 0)))
              .isInstanceOf(IllegalStateException.class);
          transaction.savepoint(() -> member(transaction, 2));
        });
    assertThat(indexes()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aChallengeThatHadToBeUnspentFailsItsSavepointAlone() {
    write(
        transaction -> {
          assertThat(transaction.spendChallenge(filled(32, 1), TIME)).isTrue();
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () -> {
                            transaction.spendUnspentChallenge(filled(32, 2), TIME);
                            transaction.spendUnspentChallenge(filled(32, 1), TIME);
                            return member(transaction, 0);
                          }))
              .isInstanceOf(IllegalStateException.class);
          transaction.savepoint(
              () -> {
                transaction.spendUnspentChallenge(filled(32, 3), TIME);
                return member(transaction, 1);
              });
          assertThat(transaction.spendChallenge(filled(32, 2), TIME)).as("undone").isTrue();
          assertThat(transaction.spendChallenge(filled(32, 3), TIME)).as("kept").isFalse();
        });
    assertThat(indexes()).containsExactly(1L);
  }

  @Test
  void innerSavepointIsUndoneWithinTheOuterOne() {
    write(
        transaction ->
            transaction.savepoint(
                () -> {
                  member(transaction, 0);
                  assertThatThrownBy(() -> transaction.savepoint(() -> failing(transaction, 1)))
                      .isInstanceOf(Undone.class);
                  return transaction.savepoint(() -> member(transaction, 2));
                }));
    assertThat(indexes()).containsExactly(0L, 2L);
  }

  private static long failing(Transaction transaction, long index) {
    transaction.appendLog(log(index, "a"));
    throw new Undone();
  }

  @Test
  void swallowedFailureDoesNotCommitWhatCameBefore() {
    write(transaction -> transaction.appendLog(log(0, "a")));
    CompletableFuture<Boolean> future =
        store()
            .transact(
                transaction -> {
                  transaction.appendLog(log(1, "a"));
                  assertThatThrownBy(() -> appendAndRead(transaction, 0))
                      .isInstanceOf(IllegalStateException.class);
                  return true;
                });
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class);
    assertThat(indexes()).containsExactly(0L);
  }

  @Test
  void memberThatSwallowsAFailureIsUndone() {
    write(
        transaction -> {
          member(transaction, 0);
          assertThatThrownBy(() -> transaction.savepoint(() -> swallowing(transaction)))
              .isInstanceOf(IllegalStateException.class);
        });
    assertThat(indexes()).containsExactly(0L);
  }

  /** A read waits for what was written before it, and learns that it was refused. */
  private static boolean appendAndRead(Transaction transaction, long index) {
    transaction.appendLog(log(index, "a"));
    return transaction.serverSetting("any").isEmpty();
  }

  private static boolean swallowing(Transaction transaction) {
    transaction.appendLog(log(1, "a"));
    try {
      return appendAndRead(transaction, 0);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void transactionsOfManyThreadsAreSerialised() throws Exception {
    int threads = 8;
    int each = 25;
    List<CompletableFuture<Long>> appended = new ArrayList<>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      started.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int j = 0; j < each; j++) {
                      CompletableFuture<Long> next = store().transact(TransactionContract::append);
                      synchronized (appended) {
                        appended.add(next);
                      }
                    }
                  }));
    }
    for (Thread thread : started) {
      thread.join();
    }
    List<Long> order = appended.stream().map(CompletableFuture::join).sorted().toList();
    assertThat(order).isEqualTo(indexes()).hasSize(threads * each);
    assertThat(store().read(Snapshot::logHead).size()).isEqualTo(order.size());
  }

  /** Appends at the head; two that overlapped would take the same index. */
  private static long append(Transaction transaction) {
    long index = transaction.logHead().size();
    transaction.appendLog(log(index, "a"));
    transaction.putLogHead(head(index + 1));
    return index;
  }

  @Test
  void futuresOfOneThreadCompleteInTheOrderOfTheirCommits() {
    List<Long> completed = new ArrayList<>();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(store().transact(TransactionContract::append).thenAccept(completed::add));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    assertThat(completed).isSorted().hasSize(50);
  }

  @Test
  void followersMayTransactAndWaitForIt() {
    assertThat(
            store()
                .transact(TransactionContract::append)
                .thenCompose(first -> store().transact(TransactionContract::append)))
        .succeedsWithin(SOON)
        .isEqualTo(1L);
  }

  @Test
  void snapshotStaysAsItWasWhileOthersWrite() {
    write(TransactionContract::append);
    store()
        .read(
            snapshot -> {
              assertThat(snapshot.logHead().size()).isEqualTo(1);
              write(TransactionContract::append);
              assertThat(snapshot.logHead().size()).isEqualTo(1);
              assertThat(snapshot.log(0, 9)).hasSize(1);
              return true;
            });
    assertThat(indexes()).containsExactly(0L, 1L);
  }

  @Test
  void snapshotDoesNotSeeAnOpenTransaction() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    CompletableFuture<Long> future =
        store()
            .transact(
                transaction -> {
                  long index = append(transaction);
                  written.countDown();
                  await(seen);
                  return index;
                });
    written.await();
    assertThat(indexes()).isEmpty();
    seen.countDown();
    assertThat(future).succeedsWithin(SOON);
    assertThat(indexes()).containsExactly(0L);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void queryThatThrowsPassesItsFailureOnAndLeavesTheStoreUsable() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(
              () ->
                  store()
                      .read(
                          snapshot -> {
                            throw new Undone();
                          }))
          .isInstanceOf(Undone.class);
    }
    assertThat(indexes()).isEmpty();
  }

  @Test
  void snapshotAndTransactionAreRefusedAfterTheirEnd() {
    AtomicReference<Snapshot> kept = new AtomicReference<>();
    store()
        .read(
            snapshot -> {
              kept.set(snapshot);
              return true;
            });
    assertThatThrownBy(() -> kept.get().logHead()).isInstanceOf(IllegalStateException.class);
    write(kept::set);
    assertThatThrownBy(() -> kept.get().logHead()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closedStoreRefusesAllWork() {
    store().close();
    assertThat(store().transact(Transaction::now))
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store().read(Snapshot::logHead))
        .isInstanceOf(StoreUnavailableException.class);
    store().close();
  }

  @Test
  void closingWaitsForTheRunningTransactionAndFailsTheRest() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    CompletableFuture<Long> first =
        store()
            .transact(
                transaction -> {
                  running.countDown();
                  await(finish);
                  return append(transaction);
                });
    running.await();
    CompletableFuture<Long> second = store().transact(TransactionContract::append);
    Thread closer = Thread.ofPlatform().start(() -> store().close());
    while (!store().transact(Transaction::now).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
    finish.countDown();
    closer.join();
    assertThat(first).isCompletedWithValue(0L);
    assertThat(second)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class);
    reopen();
    assertThat(indexes()).containsExactly(0L);
  }

  @Test
  void challengeSpentByAFailedMemberMayBeSpentByALaterOne() {
    write(
        transaction -> {
          assertThatThrownBy(
                  () ->
                      transaction.savepoint(
                          () -> {
                            assertThat(transaction.spendChallenge(filled(32, 1), TIME)).isTrue();
                            throw new Undone();
                          }))
              .isInstanceOf(Undone.class);
          assertThat(transaction.spendChallenge(filled(32, 1), TIME)).isTrue();
          assertThat(transaction.spendChallenge(filled(32, 1), TIME)).isFalse();
        });
  }
}
