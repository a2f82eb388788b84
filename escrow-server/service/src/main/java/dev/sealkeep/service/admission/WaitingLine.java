package dev.sealkeep.service.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns that wait, in shares that are served one after the other; within a share the oldest comes
 * first. Every operation but {@link #expire} takes time that does not grow with the line, up to the
 * logarithm of its longest share. Not safe for several threads.
 */
final class WaitingLine {
  private final Map<String, Share> shares = new HashMap<>();

  /** Shares in the order in which they are served. */
  private final LinkedHashSet<Share> rota = new LinkedHashSet<>();

  /** Shares by how many wait in them. */
  private final TreeMap<Integer, LinkedHashSet<Share>> lengths = new TreeMap<>();

  private int size;

  /** One request's place in the line. */
  static final class Turn {
    private final long since;
    private final CompletableFuture<Boolean> come = new CompletableFuture<>();
    private @Nullable Share share;

    /** A turn that waits since {@code since}, in nanoseconds. */
    Turn(long since) {
      this.since = since;
    }

    /** Ends when the turn has come, or with why it never will. */
    CompletableFuture<Boolean> come() {
      return come;
    }

    void begin() {
      come.complete(true);
    }

    void refuse(RuntimeException why) {
      come.completeExceptionally(why);
    }
  }

  /** The turns of one share, the oldest first. */
  private static final class Share {
    private final String name;
    private final LinkedHashSet<Turn> turns = new LinkedHashSet<>();

    Share(String name) {
      this.name = name;
    }
  }

  /**
   * Lets {@code turn} wait in its share. If that makes more than {@code limit}, yields the one that
   * gives way: this turn, or the newest of a share that is longer by more than this turn.
   */
  Optional<Turn> join(String name, Turn turn, int limit) {
    Share share = shares.getOrDefault(name, new Share(name));
    Turn givesWay = null;
    if (size >= limit) {
      Share longest = size == 0 ? share : lengths.lastEntry().getValue().getFirst();
      if (longest.turns.size() < share.turns.size() + 2) {
        return Optional.of(turn);
      }
      givesWay = longest.turns.getLast();
      leave(givesWay);
    }
    moved(share, () -> share.turns.addLast(turn));
    turn.share = share;
    return Optional.ofNullable(givesWay);
  }

  /** Takes the turn whose time has come; the line must not be empty. */
  Turn next() {
    Share share = rota.getFirst();
    Turn turn = share.turns.getFirst();
    leave(turn);
    if (rota.remove(share)) {
      rota.addLast(share);
    }
    return turn;
  }

  /** Takes a turn out; false if it does not wait. */
  boolean leave(Turn turn) {
    Share share = turn.share;
    if (share == null) {
      return false;
    }
    turn.share = null;
    moved(share, () -> share.turns.remove(turn));
    return true;
  }

  /** Takes out all that wait since before {@code since}. */
  List<Turn> expire(long since) {
    List<Turn> expired = new ArrayList<>();
    for (Share share : List.copyOf(rota)) {
      while (!share.turns.isEmpty() && share.turns.getFirst().since - since < 0) {
        Turn turn = share.turns.getFirst();
        leave(turn);
        expired.add(turn);
      }
    }
    return expired;
  }

  /** How many wait. */
  int size() {
    return size;
  }

  /** Changes a share's turns and keeps the indexes. */
  private void moved(Share share, Runnable change) {
    int before = share.turns.size();
    change.run();
    int after = share.turns.size();
    size += after - before;
    if (before > 0) {
      LinkedHashSet<Share> peers = lengths.getOrDefault(before, new LinkedHashSet<>());
      peers.remove(share);
      if (peers.isEmpty()) {
        lengths.remove(before);
      }
    }
    if (after > 0) {
      lengths.computeIfAbsent(after, length -> new LinkedHashSet<>()).add(share);
      shares.put(share.name, share);
      rota.add(share);
    } else {
      shares.remove(share.name);
      rota.remove(share);
    }
  }
}
