package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshots;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.List;
import java.util.Optional;

/**
 * The database's log, read and verified from the first entry to the last: every leaf opens to its
 * entry, the root is the head's, the tiles are the tree's, and the tree extends the highest
 * checkpoint this node has signed. From it comes the index of the newest state entries.
 *
 * @param tree the tree, ready to append to
 * @param state the newest state entry of every object
 */
public record VerifiedLog(AppendableTree tree, StateIndex state) {
  /**
   * Reads and verifies.
   *
   * @throws LogDivergedException if the log contradicts itself or the mark
   */
  public static VerifiedLog read(Snapshots store, Optional<HighWater.Mark> mark) {
    LogHead head = store.read(snapshot -> snapshot.logHead());
    mark.ifPresent(m -> checkNotBehind(head, m));
    AppendableTree tree = AppendableTree.empty();
    StateIndex state = new StateIndex();
    long next = 0;
    while (next < head.size()) {
      long from = next;
      long to = chunkEnd(from, head.size(), mark);
      List<LogRow> rows = store.read(snapshot -> snapshot.log(from, to));
      tree = LogFollower.follow(tree, to, rows, state::follow);
      if (mark.isPresent() && mark.get().size() == to) {
        checkExtends(tree, mark.get());
      }
      next = to;
    }
    if (!tree.root().equals(MerkleHash.of(head.root()))) {
      throw new LogDivergedException("the log's entries do not give the root that its head names");
    }
    checkTiles(store, tree);
    return new VerifiedLog(tree, state);
  }

  private static long chunkEnd(long from, long size, Optional<HighWater.Mark> mark) {
    long to = Math.min(size, from + LogFollower.CHUNK);
    return mark.isPresent() && from < mark.get().size() ? Math.min(to, mark.get().size()) : to;
  }

  private static void checkNotBehind(LogHead head, HighWater.Mark mark) {
    if (head.size() < mark.size()) {
      throw new LogDivergedException(
          ("the database's log has %d entries, but this node has signed %d: an older database was"
                  + " put back, or its disk lost what it had made durable. Put back a newer one;"
                  + " if there is none, 'sealkeep log succeed' opens a new log, see"
                  + " docs/how-to/restored-database.md")
              .formatted(head.size(), mark.size()));
    }
  }

  private static void checkExtends(AppendableTree tree, HighWater.Mark mark) {
    if (!tree.root().equals(mark.root())) {
      throw new LogDivergedException(
          "the database's log does not extend the checkpoint of %d entries that this node has signed"
              .formatted(mark.size()));
    }
  }

  /** Proofs come from the tiles, so they must be those of the tree that was just verified. */
  private static void checkTiles(Snapshots store, AppendableTree tree) {
    AppendableTree restored;
    try {
      restored =
          store.read(
              snapshot ->
                  AppendableTree.restore(
                      tree.size(), (level, index, width) -> snapshot.tile(level, index)));
    } catch (IllegalStateException e) {
      throw new LogDivergedException("the log's tiles are missing: " + e.getMessage());
    }
    if (!restored.root().equals(tree.root())) {
      throw new LogDivergedException("the log's tiles do not give the root of its entries");
    }
  }
}
