package dev.sealkeep.keystore.store.sql;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Snapshots;
import java.util.function.Function;

/**
 * A store with a single connection and no queue, for work on whole tables. Not thread-safe. One
 * opened for reading holds one transaction from its opening to its end, so that all its reads see
 * one state.
 */
public final class OfflineStore implements Snapshots, AutoCloseable {
  private final Link link;
  private final String name;
  private final Runnable release;

  /**
   * Takes ownership of {@code link}.
   *
   * @param name what people call it: a path, or hosts and a database
   * @param release gives back what was taken to open it
   */
  public OfflineStore(Link link, String name, Runnable release) {
    this.link = link;
    this.name = name;
    this.release = release;
  }

  /** Its connection. */
  public Link link() {
    return link;
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  @Override
  public <T> T read(Function<Snapshot, T> query) {
    SqlSnapshot snapshot = new SqlSnapshot(new Session(link));
    try {
      return query.apply(snapshot);
    } finally {
      snapshot.end();
    }
  }

  /** Rolls back what is open, closes the connection, and gives back the rest. */
  @Override
  public void close() {
    try {
      link.close();
    } finally {
      release.run();
    }
  }
}
