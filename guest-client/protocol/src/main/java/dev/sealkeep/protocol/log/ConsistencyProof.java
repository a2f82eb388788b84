package dev.sealkeep.protocol.log;

import java.util.Iterator;
import java.util.List;

/**
 * The proof that a tree extends an older one, RFC 6962, section 2.1.2.
 *
 * @param hashes the hashes in the RFC's order; at most {@value InclusionProof#MAX_HASHES}
 */
public record ConsistencyProof(List<MerkleHash> hashes) {
  /** Refuses too many hashes with {@link IllegalArgumentException}. */
  public ConsistencyProof {
    hashes = List.copyOf(hashes);
    if (hashes.size() > InclusionProof.MAX_HASHES) {
      throw new IllegalArgumentException("not a consistency proof");
    }
  }

  /**
   * Whether the newer tree extends the older (RFC 9162, section 2.1.4.2). A tree without leaves is
   * extended by every tree, and proves it with no hashes.
   */
  public boolean verify(long oldSize, MerkleHash oldRoot, long newSize, MerkleHash newRoot) {
    if (oldSize < 0 || oldSize > newSize) {
      return false;
    }
    if (oldSize == newSize) {
      return hashes.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return hashes.isEmpty() && oldRoot.equals(MerkleHash.EMPTY);
    }
    return !hashes.isEmpty() && walk(oldSize, oldRoot, newSize, newRoot);
  }

  private boolean walk(long oldSize, MerkleHash oldRoot, long newSize, MerkleHash newRoot) {
    Iterator<MerkleHash> rest = hashes.iterator();
    boolean whole = Long.bitCount(oldSize) == 1;
    MerkleHash first = whole ? oldRoot : rest.next();
    int odd = Long.numberOfTrailingZeros(oldSize);
    long fn = (oldSize - 1) >>> odd;
    long sn = (newSize - 1) >>> odd;
    MerkleHash older = first;
    MerkleHash newer = first;
    while (rest.hasNext()) {
      MerkleHash hash = rest.next();
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        older = MerkleHash.node(hash, older);
        newer = MerkleHash.node(hash, newer);
        int shift = Long.numberOfTrailingZeros(fn);
        fn >>>= shift;
        sn >>>= shift;
      } else {
        newer = MerkleHash.node(newer, hash);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && older.equals(oldRoot) && newer.equals(newRoot);
  }
}
