package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.protocol.log.ConsistencyProof;
import dev.sealkeep.protocol.log.InclusionProof;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Proofs in a tree of a fixed size, out of its tiles: RFC 6962, section 2.1. A proof reads O(log n)
 * hashes, which lie in at most two tiles a level; a tile once read is kept. For one thread.
 */
public final class TreeProver {
  private final long size;
  private final TileCache tiles;

  /** A prover for the first {@code size} leaves of the tree that {@code reader} holds. */
  public TreeProver(long size, TileReader reader) {
    this(size, new TileCache(reader));
  }

  TreeProver(long size, TileCache tiles) {
    if (size < 0) {
      throw new IllegalArgumentException("a tree has no negative size");
    }
    this.size = size;
    this.tiles = tiles;
  }

  /** The number of leaves. */
  public long size() {
    return size;
  }

  /** The root of the tree. */
  public MerkleHash root() {
    return size == 0 ? MerkleHash.EMPTY : subtree(0, size);
  }

  /**
   * Proves that a leaf is in the tree; throws {@link IllegalArgumentException} for an index that is
   * not below the size.
   */
  public InclusionProof inclusion(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf %d of %d".formatted(index, size));
    }
    // From the root down, so the path comes out in reverse.
    List<MerkleHash> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        path.add(subtree(middle, to));
        to = middle;
      } else {
        path.add(subtree(from, middle));
        from = middle;
      }
    }
    return new InclusionProof(index, path.reversed());
  }

  /**
   * Proves that the tree extends its first {@code older} leaves; throws {@link
   * IllegalArgumentException} for an older size above this one.
   */
  public ConsistencyProof consistency(long older) {
    if (older < 0 || older > size) {
      throw new IllegalArgumentException("%d leaves of %d".formatted(older, size));
    }
    if (older == 0 || older == size) {
      return new ConsistencyProof(List.of());
    }
    List<MerkleHash> hashes = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to != older) {
      long middle = from + split(to - from);
      if (older <= middle) {
        hashes.add(subtree(middle, to));
        to = middle;
      } else {
        hashes.add(subtree(from, middle));
        from = middle;
      }
    }
    // The verifier has the older root; from 0, what is left is that root itself.
    if (from != 0) {
      hashes.add(subtree(from, to));
    }
    return new ConsistencyProof(hashes.reversed());
  }

  /** The largest power of two strictly less than {@code n}, which is 2 or more. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  /** The root over the leaves {@code from} to {@code to}, a node of the tree. */
  private MerkleHash subtree(long from, long to) {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      return perfect(from, Long.numberOfTrailingZeros(leaves));
    }
    long middle = from + split(leaves);
    return MerkleHash.node(subtree(from, middle), subtree(middle, to));
  }

  /** The root over the 2^height leaves from {@code from}, a multiple of that. */
  private MerkleHash perfect(long from, int height) {
    int level = height / Tile.HEIGHT;
    int heightInTile = height % Tile.HEIGHT;
    long hash = from >>> (Tile.HEIGHT * level);
    long index = hash / Tile.FULL_WIDTH;
    Tile tile = tiles.get(level, index, Tile.width(size, level, index));
    return tile.node(heightInTile, (int) (hash % Tile.FULL_WIDTH) >> heightInTile);
  }
}
