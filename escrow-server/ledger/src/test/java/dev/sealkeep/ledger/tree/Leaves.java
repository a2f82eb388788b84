package dev.sealkeep.ledger.tree;

import dev.sealkeep.protocol.log.MerkleHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Leaf hashes to build trees of. */
final class Leaves {
  private Leaves() {}

  static List<MerkleHash> of(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> MerkleHash.leaf(ByteBuffer.allocate(Integer.BYTES).putInt(i).array()))
        .toList();
  }
}
