package dev.sealkeep.service.log;

import dev.sealkeep.protocol.log.Entry;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For every object, the newest state entry that the log holds about it (invariant 9). Built from
 * the verified log at start and followed with each transaction, so that it says what the log says
 * whatever the tables hold. Readers may run beside the one writer.
 */
public final class StateIndex {
  /**
   * Whether releases are made. Its newest entry, when it follows the entry that opened a log on the
   * rest of another, is the operator's word that the gap is dealt with.
   */
  public static final Subject RELEASES =
      new Subject(Entry.SYSTEM_TENANT, Entry.StateObject.SERVER, "releases");

  private final Map<Subject, Newest> newest;
  private volatile @Nullable Opening opening;

  /** An index that knows of nothing yet. */
  public StateIndex() {
    this(0);
  }

  /** The same, with room for so many objects. */
  StateIndex(int objects) {
    newest = new ConcurrentHashMap<>(objects);
  }

  /**
   * The entry that opened the log.
   *
   * @param index 0, or for a log that took the place of another how much of that was kept
   * @param origin the log's name
   */
  public record Opening(long index, String origin) {}

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

  /** The newest entry that opened a log; empty before the first. */
  public Optional<Opening> opening() {
    return Optional.ofNullable(opening);
  }

  /**
   * Whether nothing may be released: the log took the place of one whose end was lost, revocations
   * among it perhaps, and the operator has not confirmed that they were made again.
   */
  public boolean held() {
    return held(opening(), newest(RELEASES));
  }

  private static boolean held(Optional<Opening> opening, Optional<Newest> releases) {
    long opened = opening.map(Opening::index).orElse(0L);
    return opened > 0 && releases.map(Newest::index).orElse(0L) < opened;
  }

  /** Every object that the log holds a state entry about, at the moment of the call. */
  public Set<Subject> subjects() {
    return Set.copyOf(newest.keySet());
  }

  /** Every object with its newest entry; what is followed meanwhile may count or not. */
  Set<Map.Entry<Subject, Newest>> objects() {
    return Collections.unmodifiableSet(newest.entrySet());
  }

  /** Takes an entry, instead of following the log to it. */
  void put(Subject subject, Newest entry) {
    newest.put(subject, entry);
  }

  /** Takes the entry that opened the log. */
  void open(Opening entry) {
    opening = entry;
  }

  /** Follows one entry of the verified log. */
  void follow(long index, Entry entry) {
    switch (entry) {
      case Entry.State state -> put(Subject.of(state), new Newest(index, state.version()));
      case Entry.Open open -> open(new Opening(index, open.origin()));
      case Entry.Release _, Entry.Preflight _, Entry.Denial _, Entry.Counts _ -> {}
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
    private @Nullable Opening opened;

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

    Optional<Opening> opening() {
      if (opened != null) {
        return Optional.of(opened);
      }
      return below == null ? StateIndex.this.opening() : below.opening();
    }

    boolean held() {
      return StateIndex.held(opening(), newest(RELEASES));
    }

    /** Follows one entry of the log. */
    void follow(long index, Entry entry) {
      switch (entry) {
        case Entry.State state -> added.put(Subject.of(state), new Newest(index, state.version()));
        case Entry.Open open -> opened = new Opening(index, open.origin());
        case Entry.Release _, Entry.Preflight _, Entry.Denial _, Entry.Counts _ -> {}
      }
    }

    void add(Subject subject, Newest entry) {
      added.put(subject, entry);
    }

    void addAll(View other) {
      added.putAll(other.added);
      if (other.opened != null) {
        opened = other.opened;
      }
    }

    void commit() {
      newest.putAll(added);
      if (opened != null) {
        opening = opened;
      }
    }
  }
}
