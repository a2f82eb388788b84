package dev.sealkeep.protocol.log;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, word for word: slow, recursive, and without a cache. */
final class NaiveTree {
  private NaiveTree() {}

  static MerkleHash root(List<MerkleHash> leaves) {
    return switch (leaves.size()) {
      case 0 -> MerkleHash.EMPTY;
      case 1 -> leaves.getFirst();
      default -> {
        int k = split(leaves.size());
        yield MerkleHash.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
      }
    };
  }

  static List<MerkleHash> path(int m, List<MerkleHash> leaves) {
    List<MerkleHash> path = new ArrayList<>();
    int n = leaves.size();
    if (n == 1) {
      return path;
    }
    int k = split(n);
    if (m < k) {
      path.addAll(path(m, leaves.subList(0, k)));
      path.add(root(leaves.subList(k, n)));
    } else {
      path.addAll(path(m - k, leaves.subList(k, n)));
      path.add(root(leaves.subList(0, k)));
    }
    return path;
  }

  static List<MerkleHash> proof(int m, List<MerkleHash> leaves) {
    return m == 0 || m == leaves.size() ? List.of() : subProof(m, leaves, true);
  }

  private static List<MerkleHash> subProof(int m, List<MerkleHash> leaves, boolean whole) {
    int n = leaves.size();
    List<MerkleHash> proof = new ArrayList<>();
    if (m == n) {
      if (!whole) {
        proof.add(root(leaves));
      }
      return proof;
    }
    int k = split(n);
    if (m <= k) {
      proof.addAll(subProof(m, leaves.subList(0, k), whole));
      proof.add(root(leaves.subList(k, n)));
    } else {
      proof.addAll(subProof(m - k, leaves.subList(k, n), false));
      proof.add(root(leaves.subList(0, k)));
    }
    return proof;
  }

  /** The largest power of two strictly less than n. */
  private static int split(int n) {
    return Integer.highestOneBit(n - 1);
  }
}
