package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.ledger.receipt.Receipts;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.ledger.tree.TileWrite;
import dev.sealkeep.ledger.tree.TreeUpdate;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.log.SignedCheckpoint;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's writer of the log: group commit with the rules of invariants 1 and 2. Other nodes may
 * write to the same log; the log-head row is what puts them in order.
 *
 * <p>Members queue up while a transaction runs; the next transaction takes up to {@value #BATCH} of
 * them. It locks the log-head row first (the store does), follows what other nodes have committed
 * since, verifying it, checks the clock, runs the members so that a stale or duplicate one fails
 * alone ({@link MemberWrites}), and writes the new tiles and head. Only after COMMIT is known does
 * the writer sign the checkpoint, make the high-water mark durable, and tell the members: one
 * COMMIT, one signature and one fsync serve the batch. Nothing of an answer exists before that.
 *
 * <p>While the store or the high-water file cannot be written the writer is {@linkplain
 * Condition#IMPEDED impeded}, commits nothing and tries again. A commit whose mark could not be
 * made answers nobody: its mark is made before anything else is committed. A failure after which
 * the database's state is unknown stops the writer for good: the process must be restarted and the
 * log verified anew.
 */
public final class LogWriter {
  /** Members in one transaction, at most. */
  public static final int BATCH = 128;

  /** How far the database may be behind the newest entry, or apart from this node's clock. */
  public static final Duration CLOCK_LIMIT = Duration.ofSeconds(2);

  /** From the begin of a transaction of several members to the next one's, at least. */
  public static final Duration PACE = Duration.ofMillis(10);

  /** A transaction that is on its way for longer than this shows that the store is in trouble. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whether the writer commits. */
  public enum Condition {
    /** It does, as far as is known. */
    COMMITTING,
    /** The last transaction failed, or does not end, for want of the store or of the mark. */
    IMPEDED,
    /** It does not, until the process is restarted. */
    STOPPED
  }

  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  private final Store store;
  private final LogKeys keys;
  private final HighWater highWater;
  private final NodeRoll roll;
  private final Others others;
  private final StateIndex index;
  private final InstantSource clock;
  private final MemberWrites members;
  private final EscrowMeters meters;
  private final Pace pace;
  private final int queueLimit;

  private final ArrayDeque<Pending<?>> queue = new ArrayDeque<>();
  private boolean running;
  private boolean impeded;
  private @Nullable RuntimeException stopped;
  private volatile Tip tip;
  private volatile LongConsumer appended = _ -> {};

  /** The tree and the newest signed checkpoint over it. */
  private record Tip(AppendableTree tree, SignedCheckpoint checkpoint) {}

  /** Goes on from a log that was verified against the database. */
  public LogWriter(
      Store store,
      LogKeys keys,
      HighWater highWater,
      NodeRoll roll,
      VerifiedLog log,
      InstantSource clock,
      SecureRandom random,
      EscrowMeters meters,
      Pace pace,
      int queueLimit) {
    this.store = store;
    this.keys = keys;
    this.highWater = highWater;
    this.roll = roll;
    this.others = new Others(store);
    this.index = log.state();
    this.clock = clock;
    this.members = new MemberWrites(random);
    this.meters = meters;
    this.pace = pace;
    this.queueLimit = queueLimit;
    // A crash after a COMMIT, or an adopted log, leaves the mark behind the log that is signed
    // here.
    if (log.tree().size() > 0) {
      mark(log.tree());
    }
    this.tip = new Tip(log.tree(), sign(log.tree()));
  }

  /** Has {@code told} take the log's size after each batch of this node's; it must not block. */
  public void afterEachBatch(LongConsumer told) {
    appended = told;
  }

  /** The newest signed checkpoint. Covers every entry that was ever answered. */
  public SignedCheckpoint checkpoint() {
    return tip.checkpoint;
  }

  /** The newest state entry of every object. */
  public StateIndex state() {
    return index;
  }

  /**
   * Commits {@code member} with others. The future completes once the entry is durable and the
   * checkpoint over it signed; it fails with what the member threw, with an overload problem, or
   * with the store's exception.
   */
  public <T> CompletableFuture<Recorded<T>> submit(LogMember<T> member) {
    Pending<T> pending = new Pending<>(member);
    synchronized (queue) {
      if (stopped != null) {
        return CompletableFuture.failedFuture(stopped);
      }
      if (queue.size() >= queueLimit) {
        return CompletableFuture.failedFuture(new ProblemException(WorkerPool.overloaded()));
      }
      queue.add(pending);
      if (running) {
        return pending.answer();
      }
      running = true;
    }
    commitNext();
    return pending.answer();
  }

  private void commitNext() {
    synchronized (queue) {
      if (queue.isEmpty()) {
        running = false;
        return;
      }
    }
    pace.next(this::commit);
  }

  private void commit() {
    List<Pending<?>> batch = new ArrayList<>();
    synchronized (queue) {
      while (batch.size() < BATCH && !queue.isEmpty()) {
        batch.add(queue.remove());
      }
    }
    long begun = System.nanoTime();
    pace.began(batch.size());
    CompletableFuture<Written> _ =
        store
            .transact(transaction -> write(transaction, batch))
            .whenComplete(
                (written, failure) -> {
                  pace.ended();
                  if (failure != null) {
                    fail(batch, failure);
                  } else {
                    conclude(written, batch, begun);
                  }
                  commitNext();
                });
  }

  private Written write(Transaction transaction, List<Pending<?>> batch) {
    LogHead head = transaction.logHead();
    StateIndex.View state = index.view();
    AppendableTree tree = others.catchUp(transaction, head, tip.tree, state);
    checkOrigin(state);
    Instant now = transaction.now();
    // A node's word depends on no clock, and the others wait for it.
    Optional<StoreUnavailableException> obstacle =
        roll.confirm(transaction, tree.size(), now).or(() -> wrongClock(now, head.time()));
    if (obstacle.isPresent()) {
      batch.forEach(member -> member.refuse(obstacle.get()));
      return new Written(
          tip.tree.append(List.of()),
          index.view(),
          System.nanoTime(),
          transaction.history(),
          obstacle);
    }
    signNewest();
    Instant entryTime = now.isAfter(head.time()) ? now : head.time();
    List<MerkleHash> hashes =
        members.write(
            new MemberWrites.Place(transaction, now, entryTime, tree.size()), batch, state);
    TreeUpdate update = tree.append(hashes);
    for (TileWrite tile : update.writes()) {
      transaction.putTile(tile.level(), tile.index(), tile.bytes());
    }
    if (!hashes.isEmpty()) {
      transaction.putLogHead(new LogHead(update.size(), update.root().bytes(), entryTime));
    }
    return new Written(update, state, System.nanoTime(), transaction.history(), obstacle);
  }

  /**
   * Catches up with what other nodes have committed; call it now and then, on a thread that may
   * block. Most is read outside of the transaction, so that the log's head is not locked for longer
   * than a batch takes. Does nothing if this node knows the whole log.
   *
   * @return ends when what was committed before the call counts in {@link #state} and {@link
   *     #checkpoint}
   * @throws StoreUnavailableException if the store cannot be read; a transaction then finds out
   *     whether it can be written
   */
  public CompletableFuture<?> catchUp() {
    Seen seen;
    try {
      seen = store.peek(s -> new Seen(s.logHead().size(), roll.stands(s)));
    } catch (StoreUnavailableException e) {
      tryOut();
      throw e;
    }
    if (seen.size <= tip.tree.size() && seen.stands) {
      return CompletableFuture.completedFuture(seen);
    }
    others.readAhead(seen.size, tip.tree, index);
    return submit(_ -> seen);
  }

  /** The log's size, and whether this node may commit in the history that it is read from. */
  private record Seen(long size, boolean stands) {}

  /**
   * Takes this node off the roll, so that no other waits for it; the last thing that it commits.
   */
  public CompletableFuture<?> leave() {
    synchronized (queue) {
      CompletableFuture<?> left =
          submit(
              appender -> {
                roll.leave(appender.transaction());
                return true;
              });
      // Whoever left the roll signs no more, not even for a request that outlasted the drain.
      if (stopped == null) {
        stopped = new StoreUnavailableException("this node is stopping; ask another");
      }
      return left;
    }
  }

  /** A log that another has taken the place of is never signed again, whatever it holds. */
  private void checkOrigin(StateIndex.View state) {
    Optional<String> opened = state.opening().map(StateIndex.Opening::origin);
    if (opened.isPresent() && !opened.get().equals(keys.origin())) {
      throw new LogDivergedException(
          "the log %s has taken the place of %s, which this node signs; restart this node"
              .formatted(opened.get(), keys.origin()));
    }
  }

  private Optional<StoreUnavailableException> wrongClock(Instant now, Instant newest) {
    if (now.isBefore(newest.minus(CLOCK_LIMIT))) {
      return Optional.of(
          new StoreUnavailableException(
              "the database's clock is more than 2 s behind the newest log entry; correct the"
                  + " clock"));
    }
    Duration apart = Duration.between(clock.instant(), now).abs();
    return apart.compareTo(CLOCK_LIMIT) > 0
        ? Optional.of(
            new StoreUnavailableException(
                "this node's clock is more than 2 s from the database's; correct the clock"))
        : Optional.empty();
  }

  private void conclude(Written written, List<Pending<?>> batch, long begun) {
    try {
      written.state.commit();
      if (written.obstacle.isEmpty()) {
        roll.committed(written.history);
      }
      tip = new Tip(written.update.newer(), tip.checkpoint);
      signNewest();
      written.obstacle.ifPresentOrElse(this::impede, () -> goOn(written.update));
      meters.batch(batch.size(), Duration.ofNanos(System.nanoTime() - begun));
      SignedCheckpoint checkpoint = tip.checkpoint;
      Receipts receipts = Receipts.of(written.update, checkpoint);
      for (Pending<?> member : batch) {
        member.complete(receipts, checkpoint, written.committing);
      }
      announce(written.update);
    } catch (StoreUnavailableException e) {
      impede(e);
      batch.forEach(member -> member.answer().completeExceptionally(unmarked()));
    } catch (RuntimeException e) {
      fail(batch, new IllegalStateException("the committed batch could not be signed", e));
    }
  }

  /** Others are told as a favour, which must not cost this node its writer. */
  private void announce(TreeUpdate update) {
    if (update.writes().isEmpty()) {
      return;
    }
    try {
      appended.accept(update.size());
    } catch (RuntimeException e) {
      LOG.warn("the other nodes could not be told of a batch: {}", e.getMessage());
    }
  }

  /** Signs the newest tree and makes its mark durable, unless that is done. */
  private void signNewest() {
    AppendableTree tree = tip.tree;
    if (tree.size() > tip.checkpoint.checkpoint().size()) {
      SignedCheckpoint checkpoint = sign(tree);
      mark(tree);
      tip = new Tip(tree, checkpoint);
    }
  }

  /** Told to the members of a commit that has no mark: nobody may learn what it holds. */
  private static ProblemException unmarked() {
    return new ProblemException(
        Problem.Kind.STORE_UNAVAILABLE,
        "This is in the log, but cannot be answered now; look before you try it again.");
  }

  private void impede(StoreUnavailableException cause) {
    synchronized (queue) {
      if (impeded) {
        return;
      }
      impeded = true;
    }
    LOG.warn("nothing can be committed for now: {}", cause.getMessage());
  }

  /** A full disk may still have the room for a transaction without entries, and for no other. */
  private void goOn(TreeUpdate update) {
    if (condition() != Condition.IMPEDED || (update.writes().isEmpty() && !store.hasRoom())) {
      return;
    }
    synchronized (queue) {
      impeded = false;
    }
    LOG.info("commits succeed again");
  }

  /**
   * Looks whether the writer commits: a transaction that has been on its way for more than {@link
   * #PATIENCE} impedes it, and if the last one failed another is tried. To be called each second.
   */
  public void probe() {
    if (pace.underWay().compareTo(PATIENCE) > 0) {
      impede(
          new StoreUnavailableException(
              "a transaction has been on its way for more than %d s; is the database, or a standby that it waits for, away?"
                  .formatted(PATIENCE.toSeconds())));
    }
    if (condition() == Condition.IMPEDED) {
      tryOut();
    }
  }

  /** Tries a transaction without entries if no other is on its way. */
  private void tryOut() {
    synchronized (queue) {
      if (running || stopped != null) {
        return;
      }
    }
    CompletableFuture<Recorded<Boolean>> _ = submit(appender -> true);
  }

  /** Whether it commits. */
  public Condition condition() {
    synchronized (queue) {
      return stopped != null
          ? Condition.STOPPED
          : impeded ? Condition.IMPEDED : Condition.COMMITTING;
    }
  }

  private void fail(List<Pending<?>> batch, Throwable failure) {
    RuntimeException told =
        switch (failure) {
          case StoreUnavailableException e -> {
            impede(e);
            yield e;
          }
          case CommitUnknownException e -> stop(e, e);
          default -> stop(failure);
        };
    batch.forEach(member -> member.answer().completeExceptionally(told));
  }

  /** Stops for good because the log is not what this node has verified. */
  void diverged(LogDivergedException cause) {
    var _ = stop(cause);
  }

  private RuntimeException stop(Throwable cause) {
    return stop(cause, new StoreUnavailableException("this node has stopped committing", cause));
  }

  /** Stops for good; every later member is told the same. */
  private RuntimeException stop(Throwable cause, RuntimeException told) {
    List<Pending<?>> rest;
    synchronized (queue) {
      stopped = told;
      rest = List.copyOf(queue);
      queue.clear();
    }
    LOG.error("the log writer has stopped for good; restart this node", cause);
    meters.writerStopped();
    rest.forEach(member -> member.answer().completeExceptionally(told));
    return told;
  }

  /** Why the writer stopped for good; null while it runs. */
  public @Nullable RuntimeException stopped() {
    synchronized (queue) {
      return stopped;
    }
  }

  private void mark(AppendableTree tree) {
    highWater.write(new HighWater.Mark(keys.origin(), tree.size(), tree.root()));
  }

  private SignedCheckpoint sign(AppendableTree tree) {
    return SignedCheckpoint.sign(
        new Checkpoint(keys.origin(), tree.size(), tree.root()), keys.signer());
  }

  /**
   * What a transaction wrote.
   *
   * @param committing the time just before its COMMIT, which may be known to have succeeded only
   *     much later; what an answer's age is counted from
   * @param history the history that was added to
   * @param obstacle why no member was run, if none was
   */
  private record Written(
      TreeUpdate update,
      StateIndex.View state,
      long committing,
      String history,
      Optional<StoreUnavailableException> obstacle) {}
}
