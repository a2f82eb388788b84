package dev.sealkeep.cli.audit;

import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes RFC 6962 roots while leaves arrive in order. It keeps the root of each complete subtree
 * on the right edge, so the root of every prefix is at hand in logarithmic space.
 */
final class LeafFold {
  private final List<MerkleHash> edge = new ArrayList<>();
  private long size;

  /** Adds the data of the next leaf. */
  void add(byte[] leaf) {
    MerkleHash hash = MerkleHash.leaf(leaf);
    // Each trailing one bit of the size is a complete subtree that this leaf makes a larger one of.
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = MerkleHash.node(edge.removeLast(), hash);
    }
    edge.add(hash);
    size++;
  }

  /** The root of the tree of all leaves so far. */
  MerkleHash root() {
    if (edge.isEmpty()) {
      return MerkleHash.EMPTY;
    }
    MerkleHash root = edge.getLast();
    for (int i = edge.size() - 2; i >= 0; i--) {
      root = MerkleHash.node(edge.get(i), root);
    }
    return root;
  }
}
