package dev.sealkeep.ledger.tile;

import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of one tile: entry i of tile n at level l is the root over the leaves from (n·256 +
 * i)·256^l to (n·256 + i + 1)·256^l. Bytes are the hashes one after another, so the bytes of a
 * partial tile are a prefix of the full tile's.
 *
 * <p>Immutable, but that it remembers the inner nodes it was asked for. Threads may race to compute
 * one; they find equal values.
 */
public final class Tile {
  /** The number of hashes in a full tile. */
  public static final int FULL_WIDTH = 256;

  /** The number of tree levels that one tile level spans. */
  public static final int HEIGHT = 8;

  /** The number of tile levels that a tree of fewer than 2^63 leaves can have. */
  public static final int LEVELS = 8;

  private final List<MerkleHash> hashes;

  /** Inner nodes, level by level: the node i at height h > 0 stands at (256 >> h) + i. */
  private final @Nullable MerkleHash[] inner;

  private Tile(List<MerkleHash> hashes) {
    this(hashes, new @Nullable MerkleHash[FULL_WIDTH]);
  }

  private Tile(List<MerkleHash> hashes, @Nullable MerkleHash[] inner) {
    this.inner = inner;
    if (hashes.isEmpty() || hashes.size() > FULL_WIDTH) {
      throw new IllegalArgumentException("a tile has 1 to 256 hashes, not " + hashes.size());
    }
    this.hashes = hashes;
  }

  /** Copies 1 to 256 hashes. */
  public static Tile of(List<MerkleHash> hashes) {
    return new Tile(List.copyOf(hashes));
  }

  /**
   * The same tile with further hashes: {@code wider} begins with this tile's. The inner nodes known
   * here stay true, since each covers a perfect subtree of hashes that both have.
   */
  public Tile grownTo(List<MerkleHash> wider) {
    if (wider.size() < width()) {
      throw new IllegalArgumentException("a tile does not shrink");
    }
    return new Tile(List.copyOf(wider), inner.clone());
  }

  /**
   * Reads the first {@code width} hashes of a tile's bytes; empty if they are not there. Longer
   * bytes are those of a later, wider tile.
   */
  public static Optional<Tile> read(byte[] bytes, int width) {
    if (width < 1 || width > FULL_WIDTH || bytes.length < width * MerkleHash.BYTES) {
      return Optional.empty();
    }
    List<MerkleHash> hashes = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      hashes.add(MerkleHash.read(bytes, i * MerkleHash.BYTES));
    }
    return Optional.of(new Tile(List.copyOf(hashes)));
  }

  /** Cuts a partial tile's bytes out of a wider tile's; empty if they are not there. */
  public static Optional<byte[]> slice(byte[] bytes, int width) {
    int length = width * MerkleHash.BYTES;
    return width < 1 || width > FULL_WIDTH || bytes.length < length
        ? Optional.empty()
        : Optional.of(Arrays.copyOf(bytes, length));
  }

  /**
   * The width that a tile has in a tree of {@code size} leaves: 1 to 256, or 0 if the tree does not
   * reach it.
   */
  public static int width(long size, int level, long index) {
    long hashes = size >>> (HEIGHT * level);
    long before = index * FULL_WIDTH;
    return Math.clamp(hashes - before, 0, FULL_WIDTH);
  }

  /** The number of hashes. */
  public int width() {
    return hashes.size();
  }

  /** The hashes. */
  public List<MerkleHash> hashes() {
    return hashes;
  }

  /** The hashes one after another. */
  public byte[] bytes() {
    byte[] bytes = new byte[hashes.size() * MerkleHash.BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      hashes.get(i).writeTo(bytes, i * MerkleHash.BYTES);
    }
    return bytes;
  }

  /**
   * The root over 2^height of the tile's hashes.
   *
   * @param height 0 to 8
   * @param position which of them, from 0; all its hashes must be there
   */
  public MerkleHash node(int height, int position) {
    if (height == 0) {
      return hashes.get(position);
    }
    int slot = (FULL_WIDTH >> height) + position;
    MerkleHash known = inner[slot];
    if (known == null) {
      known = MerkleHash.node(node(height - 1, 2 * position), node(height - 1, 2 * position + 1));
      inner[slot] = known;
    }
    return known;
  }
}
