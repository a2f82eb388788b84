package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tree's size and right edge, which is all that appending needs. Immutable.
 *
 * <p>The right edge holds, for each tile level, the hashes of the last tile if it is partial: of
 * level l, floor(size / 256^l) mod 256 of them. They are the roots of perfect subtrees that cover
 * all leaves, those of higher levels further left, so the root of the tree is a fold over them.
 */
public final class AppendableTree {
  private static final AppendableTree EMPTY = new AppendableTree(0, emptyEdge());

  private final long size;

  /** One list a level, each of 0 to 255 hashes. */
  private final List<List<MerkleHash>> edge;

  private AppendableTree(long size, List<List<MerkleHash>> edge) {
    this.size = size;
    this.edge = edge;
  }

  private static List<List<MerkleHash>> emptyEdge() {
    List<List<MerkleHash>> edge = new ArrayList<>();
    for (int level = 0; level < Tile.LEVELS; level++) {
      edge.add(List.of());
    }
    return List.copyOf(edge);
  }

  /** The tree without leaves. */
  public static AppendableTree empty() {
    return EMPTY;
  }

  /**
   * Reads the right edge of a stored tree: at most eight tiles. The caller compares {@link #root()}
   * with the root that was signed.
   */
  public static AppendableTree restore(long size, TileReader reader) {
    if (size < 0) {
      throw new IllegalArgumentException("a tree has no negative size");
    }
    List<List<MerkleHash>> edge = new ArrayList<>();
    for (int level = 0; level < Tile.LEVELS; level++) {
      long index = edgeIndex(size, level);
      int width = Tile.width(size, level, index);
      edge.add(width == 0 ? List.of() : TileCache.readFrom(reader, level, index, width).hashes());
    }
    return new AppendableTree(size, List.copyOf(edge));
  }

  /** The place of the tile that the next hash of a level goes to. */
  static long edgeIndex(long size, int level) {
    // Two shifts: one by 64 would be none.
    return size >>> (Tile.HEIGHT * level) >>> Tile.HEIGHT;
  }

  /** The number of leaves. */
  public long size() {
    return size;
  }

  /** The root hash. */
  public MerkleHash root() {
    MerkleHash root = null;
    for (List<MerkleHash> hashes : edge) {
      root = hashes.isEmpty() ? root : fold(Tile.of(hashes), root);
    }
    return root == null ? MerkleHash.EMPTY : root;
  }

  /** Joins a partial tile's perfect subtrees, from the right, with what lies to their right. */
  private static MerkleHash fold(Tile tile, @Nullable MerkleHash right) {
    MerkleHash root = right;
    int end = tile.width();
    while (end > 0) {
      int height = Integer.numberOfTrailingZeros(end);
      MerkleHash subtree = tile.node(height, (end >> height) - 1);
      root = root == null ? subtree : MerkleHash.node(subtree, root);
      end -= 1 << height;
    }
    return Objects.requireNonNull(root);
  }

  /** Appends leaves, which may be none. This tree stays as it is. */
  public TreeUpdate append(List<MerkleHash> leafHashes) {
    if (leafHashes.size() > Long.MAX_VALUE - size) {
      throw new IllegalArgumentException("a tree has fewer than 2^63 leaves");
    }
    Appending appending = new Appending();
    leafHashes.forEach(appending::add);
    AppendableTree newer =
        new AppendableTree(
            size + leafHashes.size(), appending.edge.stream().map(List::copyOf).toList());
    return new TreeUpdate(this, newer, appending.writes(newer));
  }

  /** The tiles of the right edge, by level; null where the last tile is full or there is none. */
  List<@Nullable Tile> edgeTiles() {
    List<@Nullable Tile> tiles = new ArrayList<>();
    for (List<MerkleHash> hashes : edge) {
      tiles.add(hashes.isEmpty() ? null : Tile.of(hashes));
    }
    return tiles;
  }

  @Override
  public String toString() {
    return "AppendableTree[size=" + size + ", root=" + root() + "]";
  }

  /** The mutable copy of the right edge while a batch is appended. */
  private final class Appending {
    private final List<List<MerkleHash>> edge = new ArrayList<>();
    private final boolean[] touched = new boolean[Tile.LEVELS];
    private final long[] next = new long[Tile.LEVELS];
    private final List<TileWrite> full = new ArrayList<>();

    Appending() {
      for (int level = 0; level < Tile.LEVELS; level++) {
        edge.add(new ArrayList<>(AppendableTree.this.edge.get(level)));
        next[level] = edgeIndex(size, level);
      }
    }

    void add(MerkleHash leaf) {
      MerkleHash hash = leaf;
      for (int level = 0; level < Tile.LEVELS; level++) {
        List<MerkleHash> hashes = edge.get(level);
        hashes.add(hash);
        touched[level] = true;
        if (hashes.size() < Tile.FULL_WIDTH) {
          return;
        }
        Tile tile = Tile.of(hashes);
        full.add(new TileWrite(level, next[level], tile));
        next[level]++;
        hashes.clear();
        hash = tile.node(Tile.HEIGHT, 0);
      }
    }

    List<TileWrite> writes(AppendableTree newer) {
      List<TileWrite> writes = new ArrayList<>(full);
      List<@Nullable Tile> tiles = newer.edgeTiles();
      for (int level = 0; level < Tile.LEVELS; level++) {
        Tile tile = tiles.get(level);
        if (touched[level] && tile != null) {
          writes.add(new TileWrite(level, next[level], tile));
        }
      }
      return List.copyOf(writes);
    }
  }
}
