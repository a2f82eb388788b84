package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.Transaction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A store over any {@link Database}: one writing thread behind a bounded queue, and a bounded pool
 * of sessions that read. The database's adapter opens it and owns what the sessions share.
 */
public final class SqlStore implements Store {
  /**
   * What a store may use at a time.
   *
   * @param queuedTransactions how many transactions may wait, run or await their answer's delivery
   * @param readConnections how many snapshots may be open
   * @param readWait how long a read waits for a connection
   */
  public record Bounds(int queuedTransactions, int readConnections, Duration readWait) {}

  private final Gate gate = new Gate();
  private final Writer writer;
  private final Readers readers;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the writing session and starts to take work.
   *
   * @param threads makes the writing thread
   * @param release gives back what the sessions shared, once every one is closed
   */
  public SqlStore(Database database, Bounds bounds, Thread.Builder threads, Runnable release) {
    this.writer = new Writer(gate, database, threads, bounds.queuedTransactions());
    this.readers = new Readers(gate, database, bounds.readConnections(), bounds.readWait());
    this.release = release;
    writer.start();
  }

  @Override
  public <T> CompletableFuture<T> transact(Function<Transaction, T> work) {
    return writer.submit(work);
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    return readers.read(query);
  }

  @Override
  public <T> T peek(Function<Snapshot, T> query) {
    return readers.peek(query);
  }

  @Override
  public void close() {
    if (writer.runsHere()) {
      throw new IllegalStateException("a transaction cannot close the store it runs in");
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    gate.shut("the store is closed");
    writer.close();
    readers.close();
    release.run();
  }
}
