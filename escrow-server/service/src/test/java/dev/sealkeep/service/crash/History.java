package dev.sealkeep.service.crash;

import dev.sealkeep.protocol.log.Checkpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the node answered to its clients, across all of its lives. Safe for many threads. */
final class History {
  private final Map<Item, ItemState> acknowledged = new HashMap<>();
  private final Map<Item, ItemState> attempted = new HashMap<>();
  private final List<Released> released = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  /**
   * A release whose answer arrived and whose receipt held.
   *
   * @param decision the decision's id
   * @param index where the receipt says its entry stands
   */
  record Released(String decision, long index) {}

  /** An item is about to be asked for, in this state; whether it comes to be is open. */
  synchronized void attempt(Item item, ItemState state) {
    attempted.put(item, state);
  }

  /** The attempt on an item was acknowledged. */
  synchronized void acknowledge(Item item) {
    ItemState state = attempted.remove(item);
    if (state == null) {
      throw new IllegalStateException("nobody asked for " + item);
    }
    acknowledged.put(item, state);
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

  /** The items that were acknowledged. */
  synchronized Map<Item, ItemState> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** What was asked for without an acknowledgement. */
  synchronized Optional<ItemState> attempted(Item item) {
    return Optional.ofNullable(attempted.get(item));
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
  synchronized void settle(Map<Item, ItemState> listed) {
    acknowledged.putAll(listed);
    attempted.clear();
  }
}
