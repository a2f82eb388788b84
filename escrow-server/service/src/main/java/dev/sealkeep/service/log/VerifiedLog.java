package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshots;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.List;
import java.util.Optional;

/**
 * The database's log, read and verified: every leaf opens to its entry, the root is the head's, the
 * tiles are the tree's, and the tree extends the highest checkpoint this node has signed. From it
 * comes the index of the newest state entries. A beginning that this node has verified in an
 * earlier run is not read again, but the tree has to extend it.
 *
 * @param tree the tree, ready to append to
 * @param state the newest state entry of every object
 * @param taken where the beginning ends that was not read again; empty if the whole log was read
 */
public record VerifiedLog(AppendableTree tree, StateIndex state, Optional<HighWater.Mark> taken) {
  /**
   * Reads and verifies the whole log.
   *
   * @throws LogDivergedException if the log contradicts itself or the mark
   */
  public static VerifiedLog read(Snapshots store, Optional<HighWater.Mark> mark) {
    return follow(
        store, mark, new VerifiedLog(AppendableTree.empty(), new StateIndex(), Optional.empty()));
  }

  /**
   * Reads and verifies what follows the beginning in {@code memory}; the whole log if there is no
   * mark, or the beginning is not certainly one of a log that extends it.
   *
   * @throws LogDivergedException if the log contradicts itself or the mark
   */
  public static VerifiedLog resume(
      Snapshots store, Optional<HighWater.Mark> mark, VerifiedPrefixFile memory) {
    return mark.flatMap(m -> memory.read().filter(prefix -> prefix.isOf(m)))
        .flatMap(prefix -> begin(store, prefix))
        .map(begun -> follow(store, mark, begun))
        .orElseGet(() -> read(store, mark));
  }

  /** The tree at the end of a prefix, by the tiles; empty if they have another root. */
  private static Optional<VerifiedLog> begin(Snapshots store, VerifiedPrefix prefix) {
    HighWater.Mark end = prefix.end();
    try {
      AppendableTree tree = restore(store, end.size());
      return tree.root().equals(end.root())
          ? Optional.of(new VerifiedLog(tree, prefix.state(), Optional.of(end)))
          : Optional.empty();
    } catch (IllegalStateException tilesAreMissing) {
      return Optional.empty();
    }
  }

  private static VerifiedLog follow(
      Snapshots store, Optional<HighWater.Mark> mark, VerifiedLog begun) {
    LogHead head = store.read(snapshot -> snapshot.logHead());
    mark.ifPresent(m -> checkNotBehind(head, m));
    AppendableTree tree = begun.tree;
    if (mark.isPresent() && mark.get().size() == tree.size()) {
      checkExtends(tree, mark.get());
    }
    while (tree.size() < head.size()) {
      long from = tree.size();
      long to = chunkEnd(from, head.size(), mark);
      List<LogRow> rows = store.read(snapshot -> snapshot.log(from, to));
      tree = LogFollower.follow(tree, to, rows, begun.state::follow);
      if (mark.isPresent() && mark.get().size() == to) {
        checkExtends(tree, mark.get());
      }
    }
    if (!tree.root().equals(MerkleHash.of(head.root()))) {
      throw new LogDivergedException("the log's entries do not give the root that its head names");
    }
    checkTiles(store, tree);
    return new VerifiedLog(tree, begun.state, begun.taken);
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

  static void checkExtends(AppendableTree tree, HighWater.Mark mark) {
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
      restored = restore(store, tree.size());
    } catch (IllegalStateException e) {
      throw new LogDivergedException("the log's tiles are missing: " + e.getMessage());
    }
    if (!restored.root().equals(tree.root())) {
      throw new LogDivergedException("the log's tiles do not give the root of its entries");
    }
  }

  /** Reads the right edge that the tree had at {@code size}. */
  private static AppendableTree restore(Snapshots store, long size) {
    return store.read(
        snapshot ->
            AppendableTree.restore(size, (level, index, width) -> snapshot.tile(level, index)));
  }
}
