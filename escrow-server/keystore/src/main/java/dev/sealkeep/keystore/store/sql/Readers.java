package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bounded pool of connections that only read, opened when first needed. */
final class Readers {
  private final Gate gate;
  private final Database database;
  private final Duration wait;
  private final int size;
  private final ArrayBlockingQueue<Slot> free;

  Readers(Gate gate, Database database, int size, Duration wait) {
    this.gate = gate;
    this.database = database;
    this.wait = wait;
    this.size = size;
    this.free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      free.add(new Slot());
    }
  }

  /** Runs a query in a transaction, so that all that it reads is of one state. */
  <T> T read(Function<Snapshot, T> query) {
    return with(slot -> slot.read(query));
  }

  /** Runs a query without one. */
  <T> T peek(Function<Snapshot, T> query) {
    return with(slot -> slot.peek(query));
  }

  private <T> T with(Function<Slot, T> use) {
    refuseIfShut();
    Slot slot = take();
    try {
      refuseIfShut();
      return use.apply(slot);
    } finally {
      free.add(slot);
    }
  }

  /** Waits for each running read, at most the wait of a read, and closes its connection. */
  void close() {
    for (int i = 0; i < size; i++) {
      Slot slot = poll();
      if (slot == null) {
        return;
      }
      slot.discard();
    }
  }

  private void refuseIfShut() {
    var refusal = gate.refusal();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private Slot take() {
    Slot slot = poll();
    if (slot == null) {
      throw new StoreUnavailableException("every read connection is in use; try again later");
    }
    return slot;
  }

  private @Nullable Slot poll() {
    try {
      return free.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** A place for a connection. Who took it from the queue has it alone. */
  private final class Slot {
    private @Nullable Session session;

    private <T> T read(Function<Snapshot, T> query) {
      Session current = session();
      try {
        return within(current, database.beginReading(), query);
      } finally {
        rollBack(current);
        discardIfShut();
      }
    }

    private <T> T peek(Function<Snapshot, T> query) {
      try {
        return within(session(), List.of(), query);
      } finally {
        discardIfShut();
      }
    }

    private static <T> T within(Session current, List<String> begin, Function<Snapshot, T> query) {
      current.begin(begin);
      SqlSnapshot snapshot = new SqlSnapshot(current);
      try {
        return query.apply(snapshot);
      } finally {
        snapshot.end();
      }
    }

    private Session session() {
      Session known = session;
      if (known != null && known.open()) {
        return known;
      }
      discard();
      Session fresh = database.openReading();
      session = fresh;
      return fresh;
    }

    private void rollBack(Session current) {
      try {
        current.rollback();
      } catch (RuntimeException _) {
        discard();
      }
    }

    private void discardIfShut() {
      if (gate.refusal().isPresent()) {
        discard();
      }
    }

    private void discard() {
      Session discarded = session;
      session = null;
      if (discarded == null) {
        return;
      }
      try {
        discarded.close();
      } catch (RuntimeException _) {
        // It only read: nothing is lost with it.
      }
    }
  }
}
