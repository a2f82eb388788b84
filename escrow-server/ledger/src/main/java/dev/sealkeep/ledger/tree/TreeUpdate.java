package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an append made: the new tree, and the tiles to store for it.
 *
 * <p>It proves the inclusion of the leaves it appended without a read. Of such a leaf, each sibling
 * lies in the tile above the leaf at the sibling's level, and that tile is not left of the older
 * tree's right edge: so it either took part in the append and is among the writes, or is still the
 * right edge.
 *
 * @param older the tree before
 * @param newer the tree after
 * @param writes every tile that gained a hash, in no order that matters, each with all its hashes
 */
public record TreeUpdate(AppendableTree older, AppendableTree newer, List<TileWrite> writes) {
  /** Copies the list. */
  public TreeUpdate {
    writes = List.copyOf(writes);
  }

  /** The index of the first appended leaf. */
  public long firstIndex() {
    return older.size();
  }

  /** The number of leaves in the new tree. */
  public long size() {
    return newer.size();
  }

  /** The root of the new tree. */
  public MerkleHash root() {
    return newer.root();
  }

  /**
   * A prover for the new tree that reads from the update itself what the appended leaves need, and
   * the rest from {@code reader}. For one thread; use one for a whole batch.
   */
  public TreeProver prover(TileReader reader) {
    TileCache tiles = new TileCache(reader);
    List<@Nullable Tile> edge = newer.edgeTiles();
    for (int level = 0; level < edge.size(); level++) {
      Tile tile = edge.get(level);
      if (tile != null) {
        tiles.put(level, AppendableTree.edgeIndex(newer.size(), level), tile);
      }
    }
    writes.forEach(write -> tiles.put(write.level(), write.index(), write.tile()));
    return new TreeProver(newer.size(), tiles);
  }

  /** A prover for the appended leaves alone; for others it may throw IllegalStateException. */
  public TreeProver prover() {
    return prover((level, index, width) -> new byte[0]);
  }
}
