package dev.sealkeep.ledger.tree;

import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * RFC 6962, section 2.1, word for word: recursive, over plain leaves, and knowing no tiles. It
 * remembers the roots of ranges so that large trees can be compared too.
 */
final class NaiveTree {
  private record Range(int from, int to) {}

  private final List<MerkleHash> leaves;
  private final Map<Range, MerkleHash> known = new HashMap<>();

  NaiveTree(List<MerkleHash> leaves) {
    this.leaves = leaves;
  }

  MerkleHash root(int size) {
    return size == 0 ? MerkleHash.EMPTY : root(0, size);
  }

  private MerkleHash root(int from, int to) {
    if (to - from == 1) {
      return leaves.get(from);
    }
    Range range = new Range(from, to);
    MerkleHash hash = known.get(range);
    if (hash == null) {
      int middle = from + split(to - from);
      hash = MerkleHash.node(root(from, middle), root(middle, to));
      known.put(range, hash);
    }
    return hash;
  }

  List<MerkleHash> path(int index, int size) {
    return path(index, 0, size);
  }

  private List<MerkleHash> path(int index, int from, int to) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    int middle = from + split(to - from);
    boolean left = index < middle;
    List<MerkleHash> path = left ? path(index, from, middle) : path(index, middle, to);
    path.add(left ? root(middle, to) : root(from, middle));
    return path;
  }

  List<MerkleHash> proof(int older, int size) {
    return older == 0 || older == size ? List.of() : proof(older, 0, size, true);
  }

  private List<MerkleHash> proof(int older, int from, int to, boolean whole) {
    if (older == to) {
      return new ArrayList<>(whole ? List.of() : List.of(root(from, to)));
    }
    int middle = from + split(to - from);
    boolean left = older <= middle;
    List<MerkleHash> proof =
        left ? proof(older, from, middle, whole) : proof(older, middle, to, false);
    proof.add(left ? root(middle, to) : root(from, middle));
    return proof;
  }

  /** The largest power of two strictly less than n. */
  private static int split(int n) {
    return Integer.highestOneBit(n - 1);
  }
}
