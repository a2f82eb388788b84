package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.service.log.LogWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One node's writer of the log, as {@link LogWriter} goes about it: members gather while a
 * transaction runs, at most {@link LogWriter#BATCH} share the next, and it begins no sooner than
 * {@link LogWriter#PACE} after one that had company. What others appended since is followed under
 * the lock, or, if nodes hear of it from one another, beside it. The mark's fsync comes once the
 * lock is given back.
 */
final class NodeLog {
  /**
   * Times that a transaction waits for the database server's answer: the lock and the head, the
   * node's run, the time, the members all together, tiles and new head, COMMIT.
   */
  static final int ROUND_TRIPS = 6;

  private final Events events;
  private final Costs costs;
  private final LogOrder order;
  private final Threads writer;
  private final Threads database;
  private final double roundTrip;
  private final Optional<Threads> follower;
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private boolean running;
  private double notBefore;
  private long known;

  /**
   * A writer.
   *
   * @param writer the node's thread for it
   * @param database the database server's, of this node's connection
   * @param roundTrip to the database server and back, in seconds, beyond what the costs hold
   * @param follower the thread that follows others beside the lock, if one does
   */
  NodeLog(
      Events events,
      Costs costs,
      LogOrder order,
      Threads writer,
      Threads database,
      double roundTrip,
      Optional<Threads> follower) {
    this.events = events;
    this.costs = costs;
    this.order = order;
    this.writer = writer;
    this.database = database;
    this.roundTrip = roundTrip;
    this.follower = follower;
  }

  /**
   * How long a member locks the log's head in a full transaction, when no processor is short; what
   * the order of the log cannot go below.
   */
  static double secondsOfMember(Costs costs, double roundTrip) {
    double each =
        costs.seconds(Cost.NODE_MEMBER)
            + costs.seconds(Cost.DATABASE_MEMBER)
            + costs.seconds(Cost.MEMBER_IDLE);
    double mark = Math.min(costs.seconds(Cost.FSYNC), costs.seconds(Cost.COMMIT_IDLE));
    double shared =
        costs.seconds(Cost.NODE_COMMIT)
            + costs.seconds(Cost.DATABASE_COMMIT)
            + costs.seconds(Cost.COMMIT_IDLE)
            - mark
            - costs.seconds(Cost.MEMBER_IDLE)
            + ROUND_TRIPS * roundTrip;
    return each + shared / LogWriter.BATCH;
  }

  /** Commits a member and runs {@code answer} once it may be told. */
  void submit(Runnable answer) {
    queue.add(answer);
    if (!running) {
      running = true;
      next();
    }
  }

  private void next() {
    if (queue.isEmpty()) {
      running = false;
      return;
    }
    events.after(Math.max(0, notBefore - events.now()), this::begin);
  }

  private void begin() {
    List<Runnable> batch = new ArrayList<>();
    while (batch.size() < LogWriter.BATCH && !queue.isEmpty()) {
      batch.add(queue.remove());
    }
    notBefore = events.now() + (batch.size() > 1 ? LogWriter.PACE.toNanos() / 1e9 : 0);
    order.lock(() -> write(batch));
  }

  private void write(List<Runnable> batch) {
    double following = (order.size() - known) * costs.seconds(Cost.NODE_FOLLOWED);
    follower.ifPresent(thread -> thread.run(following, () -> {}));
    int members = batch.size();
    double cpu =
        costs.seconds(Cost.NODE_COMMIT)
            + members * costs.seconds(Cost.NODE_MEMBER)
            + (follower.isPresent() ? 0 : following);
    double served =
        costs.seconds(Cost.DATABASE_COMMIT) + members * costs.seconds(Cost.DATABASE_MEMBER);
    double idle =
        costs.seconds(Cost.COMMIT_IDLE)
            + (members - 1) * costs.seconds(Cost.MEMBER_IDLE)
            + roundTrip * ROUND_TRIPS;
    double mark = Math.min(costs.seconds(Cost.FSYNC), idle);
    writer.run(
        cpu,
        () -> database.run(served, () -> events.after(idle - mark, () -> committed(batch, mark))));
  }

  private void committed(List<Runnable> batch, double mark) {
    known = order.size() + batch.size();
    order.commit(batch.size());
    events.after(
        mark,
        () -> {
          batch.forEach(Runnable::run);
          next();
        });
  }
}
