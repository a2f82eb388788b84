package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes have committed to the log: read ahead without a lock, and up to the head within
 * the transaction that goes on from there.
 */
final class Others {
  private final Store store;

  /** What was read ahead, which the head of a transaction has yet to confirm. */
  private volatile @Nullable Followed ahead;

  private record Followed(AppendableTree tree, StateIndex.View state) {}

  Others(Store store) {
    this.store = store;
  }

  /**
   * Reads up to {@code size}, so that the next transaction has little left to read while it holds
   * the lock. Blocks on the store.
   *
   * @param from the tree that this node has committed or followed
   */
  synchronized void readAhead(long size, AppendableTree from, StateIndex index) {
    Followed known = ahead;
    StateIndex.View state = index.view();
    AppendableTree tree = from;
    if (known != null && from.size() < known.tree.size()) {
      tree = known.tree;
      state.addAll(known.state);
    }
    while (tree.size() < size) {
      tree = next(tree, size, state, store::read);
    }
    ahead = new Followed(tree, state);
  }

  /**
   * Follows the log up to its head, which has to extend what this node knows.
   *
   * @param from the tree that this node has committed or followed
   * @param state learns of what was followed
   * @throws LogDivergedException if the head does not extend it
   */
  AppendableTree catchUp(
      Snapshot transaction, LogHead head, AppendableTree from, StateIndex.View state) {
    AppendableTree tree = from;
    Followed known = ahead;
    if (known != null && from.size() < known.tree.size() && known.tree.size() <= head.size()) {
      tree = known.tree;
      state.addAll(known.state);
    }
    while (tree.size() < head.size()) {
      tree = next(tree, head.size(), state, query -> query.apply(transaction));
    }
    if (tree.size() != head.size() || !tree.root().equals(MerkleHash.of(head.root()))) {
      throw new LogDivergedException(
          "the database's log has %d entries and does not extend the %d that this node knows"
              .formatted(head.size(), from.size()));
    }
    return tree;
  }

  /** Where rows are read. */
  @FunctionalInterface
  private interface Reads {
    List<LogRow> rows(Function<Snapshot, List<LogRow>> query);
  }

  private static AppendableTree next(
      AppendableTree tree, long size, StateIndex.View state, Reads reads) {
    long from = tree.size();
    long to = Math.min(size, from + LogFollower.CHUNK);
    List<LogRow> rows = reads.rows(snapshot -> snapshot.log(from, to));
    return LogFollower.follow(tree, to, rows, state::follow);
  }
}
