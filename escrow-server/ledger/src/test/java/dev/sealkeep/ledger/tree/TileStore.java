package dev.sealkeep.ledger.tree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tiles in memory, each in the widest form it was written in. */
final class TileStore implements TileReader {
  private record Place(int level, long index) {}

  private final Map<Place, byte[]> tiles = new HashMap<>();

  /** Stores an update, and checks that every tile extends the one it replaces. */
  void write(TreeUpdate update) {
    for (TileWrite write : update.writes()) {
      byte[] bytes = write.bytes();
      byte[] before = tiles.put(new Place(write.level(), write.index()), bytes);
      if (before != null && Arrays.mismatch(before, bytes) != before.length) {
        throw new AssertionError("tile " + write.index() + " of level " + write.level());
      }
    }
  }

  int count(int level) {
    return (int) tiles.keySet().stream().filter(place -> place.level() == level).count();
  }

  int bytes(int level, long index) {
    return read(level, index, 0).length;
  }

  @Override
  public byte[] read(int level, long index, int width) {
    return tiles.getOrDefault(new Place(level, index), new byte[0]);
  }
}
