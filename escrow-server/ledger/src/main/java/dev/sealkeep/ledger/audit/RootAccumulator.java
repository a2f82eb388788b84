package dev.sealkeep.ledger.audit;

import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Recomputes a root from leaves in their order, in the memory of one hash for each level of the
 * tree. It shares no code with the tree that the server appends to.
 */
public final class RootAccumulator {
  /** The roots of the perfect subtrees that the binary digits of the size name; smallest first. */
  private final Deque<MerkleHash> peaks = new ArrayDeque<>();

  private long size;

  /** Makes one for a tree without leaves. */
  public RootAccumulator() {}

  /** Adds the next leaf. */
  public void add(Leaf leaf) {
    add(leaf.leafHash());
  }

  /** Adds the next leaf by its hash. */
  public void add(MerkleHash leafHash) {
    MerkleHash hash = leafHash;
    for (long carry = size; (carry & 1) == 1; carry >>>= 1) {
      hash = MerkleHash.node(peaks.pop(), hash);
    }
    peaks.push(hash);
    size++;
  }

  /** The number of leaves so far. */
  public long size() {
    return size;
  }

  /** The root over the leaves so far. */
  public MerkleHash root() {
    MerkleHash root = null;
    for (MerkleHash peak : peaks) {
      root = root == null ? peak : MerkleHash.node(peak, root);
    }
    return root == null ? MerkleHash.EMPTY : root;
  }
}
