package dev.sealkeep.service.log;

import dev.sealkeep.protocol.log.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For every object, the newest state entry that the log holds about it (invariant 9). Built from
 * the whole log at start and followed with each transaction, so that it says what the log says
 * whatever the tables hold. Readers may run beside the one writer.
 */
public final class StateIndex {
  private final Map<Subject, Newest> newest = new ConcurrentHashMap<>();

  /**
   * An object the log keeps the state of.
   *
   * @param tenant whose it is
   * @param object what kind of object
   * @param name its name within the tenant
   */
  public record Subject(String tenant, Entry.StateObject object, String name) {
    /** The subject of a state entry. */
    public static Subject of(Entry.State entry) {
      return new Subject(entry.tenant(), entry.object(), entry.name());
    }
  }

  /**
   * The newest entry about an object.
   *
   * @param index its place in the log
   * @param version the object's version
   */
  public record Newest(long index, long version) {}

  /** The newest entry about {@code subject}; empty if there is none. */
  public Optional<Newest> newest(Subject subject) {
    return Optional.ofNullable(newest.get(subject));
  }

  /** Every object that the log holds a state entry about, at the moment of the call. */
  public Set<Subject> subjects() {
    return Set.copyOf(newest.keySet());
  }

  /** Follows one entry of the verified log. */
  void follow(long index, Entry entry) {
    if (entry instanceof Entry.State state) {
      newest.put(Subject.of(state), new Newest(index, state.version()));
    }
  }

  /** A view in which a transaction's own entries count before they are committed. */
  View view() {
    return new View(null);
  }

  /** What a transaction sees: the committed index and, above it, what is not committed yet. */
  final class View {
    private final @Nullable View below;
    private final Map<Subject, Newest> added = new HashMap<>();

    private View(@Nullable View below) {
      this.below = below;
    }

    /** A view on top of this one, which learns nothing of it until {@link #addAll}. */
    View above() {
      return new View(this);
    }

    Optional<Newest> newest(Subject subject) {
      Newest own = added.get(subject);
      if (own != null) {
        return Optional.of(own);
      }
      return below == null ? StateIndex.this.newest(subject) : below.newest(subject);
    }

    /** Follows one entry of the verified log. */
    void follow(long index, Entry entry) {
      if (entry instanceof Entry.State state) {
        add(Subject.of(state), new Newest(index, state.version()));
      }
    }

    void add(Subject subject, Newest entry) {
      added.put(subject, entry);
    }

    void addAll(View other) {
      added.putAll(other.added);
    }

    void commit() {
      newest.putAll(added);
    }
  }
}
