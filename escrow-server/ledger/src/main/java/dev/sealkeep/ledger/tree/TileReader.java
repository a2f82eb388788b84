package dev.sealkeep.ledger.tree;

/** Where stored tiles come from. */
@FunctionalInterface
public interface TileReader {
  /**
   * Reads a tile.
   *
   * @param level 0 to 7
   * @param index the tile's place in its level, from 0
   * @param width how many hashes are wanted, 1 to 256
   * @return at least {@code width} hashes of 32 bytes; more are ignored. Fewer mean that the store
   *     is broken, and the caller of the tree gets an {@link IllegalStateException}.
   */
  byte[] read(int level, long index, int width);
}
