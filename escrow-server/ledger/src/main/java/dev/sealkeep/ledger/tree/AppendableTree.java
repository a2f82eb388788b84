package dev.sealkeep.ledger.tree;

import dev.sealkeep.ledger.tile.Tile;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.Collections;
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

  /** One tile a level, of 1 to 255 hashes; null where the last tile is full or there is none. */
  private final List<@Nullable Tile> edge;

  /** Folded once: every transaction and checkpoint asks for it. */
  private final MerkleHash root;

  private AppendableTree(long size, List<@Nullable Tile> edge) {
    this.size = size;
    this.edge = edge;
    this.root = fold(edge);
  }

  private static List<@Nullable Tile> emptyEdge() {
    return Collections.nCopies(Tile.LEVELS, null);
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
    List<@Nullable Tile> edge = new ArrayList<>();
    for (int level = 0; level < Tile.LEVELS; level++) {
      long index = edgeIndex(size, level);
      int width = Tile.width(size, level, index);
      edge.add(width == 0 ? null : TileCache.readFrom(reader, level, index, width));
    }
    return new AppendableTree(size, Collections.unmodifiableList(edge));
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
    return root;
  }

  private static MerkleHash fold(List<@Nullable Tile> edge) {
    MerkleHash root = null;
    for (Tile tile : edge) {
      root = tile == null ? root : fold(tile, root);
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
    AppendableTree newer = new AppendableTree(size + leafHashes.size(), appending.tiles());
    return new TreeUpdate(this, newer, appending.writes(newer));
  }

  /** The tiles of the right edge, by level; null where the last tile is full or there is none. */
  List<@Nullable Tile> edgeTiles() {
    return edge;
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
        Tile tile = AppendableTree.this.edge.get(level);
        edge.add(tile == null ? new ArrayList<>() : new ArrayList<>(tile.hashes()));
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

    /** The new right edge; a tile that only grew keeps the inner nodes that it had. */
    List<@Nullable Tile> tiles() {
      List<@Nullable Tile> tiles = new ArrayList<>();
      for (int level = 0; level < Tile.LEVELS; level++) {
        List<MerkleHash> hashes = edge.get(level);
        Tile older = AppendableTree.this.edge.get(level);
        if (hashes.isEmpty()) {
          tiles.add(null);
        } else if (older != null && next[level] == edgeIndex(size, level)) {
          tiles.add(touched[level] ? older.grownTo(hashes) : older);
        } else {
          tiles.add(Tile.of(hashes));
        }
      }
      return Collections.unmodifiableList(tiles);
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
