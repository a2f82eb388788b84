package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;
import java.util.HashMap;
import java.util.Map;

/** Tiles that were read or made already, before those of a reader. */
final class TileCache {
  private record Place(int level, long index) {}

  private final Map<Place, Tile> tiles = new HashMap<>();
  private final TileReader reader;

  TileCache(TileReader reader) {
    this.reader = reader;
  }

  /** Reads a tile of exactly {@code width} hashes from a store that must have it. */
  static Tile readFrom(TileReader reader, int level, long index, int width) {
    return Tile.read(reader.read(level, index, width), width)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "tile %d of level %d has fewer than %d hashes in the store"
                        .formatted(index, level, width)));
  }

  void put(int level, long index, Tile tile) {
    tiles.put(new Place(level, index), tile);
  }

  /** The tile, with {@code width} hashes or more. */
  Tile get(int level, long index, int width) {
    Tile known = tiles.get(new Place(level, index));
    if (known != null && known.width() >= width) {
      return known;
    }
    Tile read = readFrom(reader, level, index, width);
    put(level, index, read);
    return read;
  }
}
