package dev.sealkeep.service.crash;

import dev.sealkeep.protocol.log.Checkpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the node answered to its clients, across all of its lives. Safe for many threads. */
final class History {
  private final Map<String, KeyState> acknowledged = new HashMap<>();
  private final Map<String, KeyState> attempted = new HashMap<>();
  private final List<Released> released = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  /**
   * A release whose answer arrived and whose receipt held.
   *
   * @param decision the decision's id
   * @param index where the receipt says its entry stands
   */
  record Released(String decision, long index) {}

  /** A key is about to be asked for, in this state; whether it comes to be is open. */
  synchronized void attempt(String key, KeyState state) {
    attempted.put(key, state);
  }

  /** The attempt on a key was acknowledged. */
  synchronized void acknowledge(String key) {
    KeyState state = attempted.remove(key);
    if (state == null) {
      throw new IllegalStateException("nobody asked for " + key);
    }
    acknowledged.put(key, state);
  }

  /** A release was answered with a receipt over {@code checkpoint}. */
  synchronized void release(Released release, Checkpoint checkpoint) {
    released.add(release);
    checkpoints.add(checkpoint);
  }

  /** A checkpoint was answered. */
  synchronized void answer(Checkpoint checkpoint) {
    checkpoints.add(checkpoint);
  }

  /** The keys that were acknowledged. */
  synchronized Map<String, KeyState> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** What was asked for without an acknowledgement. */
  synchronized Optional<KeyState> attempted(String key) {
    return Optional.ofNullable(attempted.get(key));
  }

  /** The releases that were answered. */
  synchronized List<Released> released() {
    return List.copyOf(released);
  }

  /** The checkpoints that were answered. */
  synchronized List<Checkpoint> checkpoints() {
    return List.copyOf(checkpoints);
  }

  /** After a check: what the attempts of the life that ended have come to. */
  synchronized void settle(Map<String, KeyState> listed) {
    acknowledged.putAll(listed);
    attempted.clear();
  }
}
