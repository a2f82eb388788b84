package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;

/**
 * A tile that an append changed, to be stored in the place of its narrower predecessor.
 *
 * @param level 0 to 7
 * @param index the tile's place in its level, from 0
 * @param tile all hashes that the tile now has
 */
public record TileWrite(int level, long index, Tile tile) {
  /** All the tile's bytes, 32 a hash. */
  public byte[] bytes() {
    return tile.bytes();
  }
}
