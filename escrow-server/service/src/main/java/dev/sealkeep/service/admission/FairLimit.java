package dev.sealkeep.service.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits for work in progress, and a bounded queue for it, shared fairly. Work runs at
 * once while permits are free. Once they are not, requests wait in line behind those of their own
 * share, and the shares are served in turn. A request that finds the queue full, or as long as can
 * be served within what a request may wait, is refused, unless its share waits for less than
 * another does: then the newest of the longest share gives way. So who floods waits behind himself,
 * and what he holds of the queue is what nobody else asks for.
 *
 * <p>A share exists only while somebody waits in it, so there are never more shares than waiting
 * requests, whatever names are made up. Nothing distinguishes a share of a tenant that exists from
 * any other (invariant 11).
 *
 * <p>With a permit free, taking and returning it is one compare-and-set each. The lock is taken
 * only while somebody waits.
 */
public final class FairLimit {
  private final int queue;
  private final long patience;
  private final LongSupplier nanos;
  private final ServicePace pace;
  private final Refusals refusals;

  private final AtomicInteger free;
  private final WaitingLine line = new WaitingLine();

  /** Calls of {@link #serve} that have not been followed by a look at the line yet. */
  private final AtomicInteger serves = new AtomicInteger();

  /** How many wait; written under the line's lock, zero whenever permits are taken without it. */
  private volatile int waiting;

  /** What becomes of those who are refused. */
  public interface Refusals {
    /** Notes that the queue was full, and yields what to answer. */
    RuntimeException full();

    /** Notes that somebody waited too long, and yields what to answer. */
    RuntimeException late();

    /** What is left to say to somebody who is gone. */
    RuntimeException gone();
  }

  /**
   * A limit.
   *
   * @param permits how much may be in progress
   * @param queue how much may wait, at most
   * @param patienceNanos how long it may wait; {@link #expire} enforces it
   * @param nanos a clock like {@link System#nanoTime()}
   * @param pace of what is served here, which this limit measures
   */
  public FairLimit(
      int permits,
      int queue,
      long patienceNanos,
      LongSupplier nanos,
      ServicePace pace,
      Refusals refusals) {
    this.free = new AtomicInteger(permits);
    this.queue = queue;
    this.patience = patienceNanos;
    this.nanos = nanos;
    this.pace = pace;
    this.refusals = refusals;
  }

  /**
   * Runs {@code work} under a permit, which is returned when the future it yields has ended,
   * however it ends; or refuses it. Work whose caller has gone while it waited is not begun.
   */
  public <T> CompletableFuture<T> run(Caller caller, Supplier<CompletableFuture<T>> work) {
    if (waiting == 0 && take()) {
      return perform(work);
    }
    WaitingLine.Turn turn = new WaitingLine.Turn(nanos.getAsLong());
    await(caller.share(), turn);
    CompletableFuture<?> _ = caller.ended().whenComplete((ended, failure) -> leave(turn));
    return turn.come().thenCompose(come -> perform(work));
  }

  private boolean take() {
    for (int now = free.get(); now > 0; now = free.get()) {
      if (free.compareAndSet(now, now - 1)) {
        return true;
      }
    }
    return false;
  }

  private <T> CompletableFuture<T> perform(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> begun;
    try {
      begun = work.get();
    } catch (RuntimeException | Error e) {
      giveBack();
      return CompletableFuture.failedFuture(e);
    }
    return begun.whenComplete((value, failure) -> giveBack());
  }

  private void giveBack() {
    pace.served();
    free.incrementAndGet();
    if (waiting > 0) {
      serve();
    }
  }

  private void await(String share, WaitingLine.Turn turn) {
    WaitingLine.@Nullable Turn refused;
    synchronized (line) {
      refused = line.join(share, turn, room()).orElse(null);
      waiting = line.size();
    }
    if (refused != null) {
      refused.refuse(refusals.full());
    }
    // A permit may have been returned before this one was seen to wait.
    serve();
  }

  /** Whoever would be late anyhow learns it at once, and waits elsewhere. */
  private int room() {
    double inTime = pace.perSecond() * patience / 1e9;
    return Math.clamp((long) inTime, 1, queue);
  }

  /**
   * Begins what waits while permits are free. Work that ends as it begins gives its permit back
   * here, below this very call: whoever serves already then goes round again, or a long line of
   * such work would be as deep a stack.
   */
  private void serve() {
    int calls = serves.incrementAndGet();
    if (calls > 1) {
      return;
    }
    while (calls > 0) {
      next().forEach(WaitingLine.Turn::begin);
      calls = serves.addAndGet(-calls);
    }
  }

  /** Those for whom a permit is free; they have it. */
  private List<WaitingLine.Turn> next() {
    List<WaitingLine.Turn> served = new ArrayList<>();
    synchronized (line) {
      while (line.size() > 0 && take()) {
        served.add(line.next());
      }
      waiting = line.size();
    }
    return served;
  }

  private void leave(WaitingLine.Turn turn) {
    boolean left;
    synchronized (line) {
      left = line.leave(turn);
      waiting = line.size();
    }
    if (left) {
      turn.refuse(refusals.gone());
    }
  }

  /**
   * Refuses those who have waited too long, and measures the pace; to be called a few times a
   * second.
   */
  public void expire() {
    pace.watch(waiting > 0);
    if (waiting == 0) {
      return;
    }
    List<WaitingLine.Turn> late;
    synchronized (line) {
      late = line.expire(nanos.getAsLong() - patience);
      waiting = line.size();
    }
    late.forEach(turn -> turn.refuse(refusals.late()));
  }

  /** How much waits. */
  public int waiting() {
    return waiting;
  }

  /** Permits that nobody has. */
  public int free() {
    return free.get();
  }
}
