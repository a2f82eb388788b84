package dev.sealkeep.protocol.log;

import java.util.List;

/**
 * The path from one leaf to the root of a tree, RFC 6962, section 2.1.1.
 *
 * @param index the leaf's place, from 0
 * @param path the sibling hashes, the leaf's own sibling first; at most {@value #MAX_HASHES}
 */
public record InclusionProof(long index, List<MerkleHash> path) {
  /** The most hashes a proof can have: sizes are below 2^63. */
  public static final int MAX_HASHES = 63;

  /** Refuses a negative index or too long a path with {@link IllegalArgumentException}. */
  public InclusionProof {
    path = List.copyOf(path);
    if (index < 0 || path.size() > MAX_HASHES) {
      throw new IllegalArgumentException("not an inclusion proof");
    }
  }

  /**
   * Whether the leaf stands at the index of the tree (RFC 9162, section 2.1.3.2).
   *
   * @param leafHash the hash of the leaf, made by the verifier
   * @param size the size in a signed checkpoint, never one the proof's sender names
   * @param root the root in the same checkpoint
   */
  public boolean verify(MerkleHash leafHash, long size, MerkleHash root) {
    if (index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    MerkleHash hash = leafHash;
    for (MerkleHash sibling : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        hash = MerkleHash.node(sibling, hash);
        int shift = Long.numberOfTrailingZeros(fn);
        // fn is odd, or it equals sn and is not 0: the shift ends at the lowest set bit.
        fn >>>= shift;
        sn >>>= shift;
      } else {
        hash = MerkleHash.node(hash, sibling);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && hash.equals(root);
  }
}
