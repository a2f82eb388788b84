package dev.sealkeep.ledger.tile;

import dev.sealkeep.protocol.log.Leaf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A bundle of leaf data: for each leaf a u16 length, big-endian and always 64 here, and the bytes C
 * ‖ T (C2SP tlog-tiles). A partial bundle's bytes are a prefix of the full one's.
 */
public final class EntryBundle {
  private static final int STRIDE = Short.BYTES + Leaf.BYTES;

  private EntryBundle() {}

  /** Encodes 1 to 256 leaves. */
  public static byte[] encode(List<Leaf> leaves) {
    if (leaves.isEmpty() || leaves.size() > Tile.FULL_WIDTH) {
      throw new IllegalArgumentException("a bundle has 1 to 256 leaves, not " + leaves.size());
    }
    ByteBuffer bytes = ByteBuffer.allocate(leaves.size() * STRIDE);
    leaves.forEach(leaf -> bytes.putShort((short) Leaf.BYTES).put(leaf.data()));
    return bytes.array();
  }

  /** Decodes 1 to 256 leaves; empty if the bytes are no bundle of this log. For untrusted input. */
  public static Optional<List<Leaf>> decode(byte[] bytes) {
    if (bytes.length == 0
        || bytes.length % STRIDE != 0
        || bytes.length / STRIDE > Tile.FULL_WIDTH) {
      return Optional.empty();
    }
    List<Leaf> leaves = new ArrayList<>();
    for (ByteBuffer in = ByteBuffer.wrap(bytes); in.hasRemaining(); ) {
      if (in.getShort() != Leaf.BYTES) {
        return Optional.empty();
      }
      byte[] data = new byte[Leaf.BYTES];
      in.get(data);
      leaves.add(Leaf.parse(data).orElseThrow());
    }
    return Optional.of(List.copyOf(leaves));
  }

  /** Cuts a partial bundle out of a wider one; empty if the bytes are not there. */
  public static Optional<byte[]> slice(byte[] bytes, int width) {
    int length = width * STRIDE;
    return width < 1 || width > Tile.FULL_WIDTH || bytes.length < length
        ? Optional.empty()
        : Optional.of(Arrays.copyOf(bytes, length));
  }
}
