package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.JdbcSnapshot;
import dev.sealkeep.keystore.store.jdbc.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A bounded pool of connections that only read, opened when first needed. */
final class Readers {
  private final Gate gate;
  private final SessionOpener opener;
  private final Duration wait;
  private final int size;
  private final ArrayBlockingQueue<Slot> free;

  Readers(Gate gate, SessionOpener opener, int size, Duration wait) {
    this.gate = gate;
    this.opener = opener;
    this.wait = wait;
    this.size = size;
    this.free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      free.add(new Slot());
    }
  }

  <T> T read(Function<Snapshot, T> query) {
    refuseIfShut();
    Slot slot = take();
    try {
      refuseIfShut();
      return slot.read(query);
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
      JdbcSnapshot snapshot = null;
      try {
        current.begin("BEGIN DEFERRED");
        snapshot = new JdbcSnapshot(current);
        return query.apply(snapshot);
      } finally {
        if (snapshot != null) {
          snapshot.end();
        }
        finish(current);
      }
    }

    private Session session() {
      Session known = session;
      if (known != null) {
        return known;
      }
      try {
        Session fresh = opener.open();
        session = fresh;
        return fresh;
      } catch (SQLException e) {
        throw new StoreUnavailableException("the database cannot be opened for reading", e);
      }
    }

    private void finish(Session current) {
      try {
        current.rollback();
      } catch (SQLException | RuntimeException _) {
        discard();
      }
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
