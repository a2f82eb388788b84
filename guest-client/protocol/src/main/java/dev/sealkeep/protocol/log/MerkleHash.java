package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A hash of the log's tree: 32 bytes, SHA-256 with the prefixes of RFC 6962, section 2.1. */
public final class MerkleHash {
  /** The size of a hash. */
  public static final int BYTES = 32;

  /** The root of the tree without leaves: the digest of nothing. */
  public static final MerkleHash EMPTY = new MerkleHash(Sha2.sha256());

  private static final byte[] LEAF_PREFIX = {0};
  private static final byte[] NODE_PREFIX = {1};

  private final byte[] bytes;

  private MerkleHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Hashes a leaf: SHA-256(0x00 ‖ data). */
  public static MerkleHash leaf(byte[] data) {
    return new MerkleHash(Sha2.sha256(LEAF_PREFIX, data));
  }

  /** Hashes an inner node: SHA-256(0x01 ‖ left ‖ right). */
  public static MerkleHash node(MerkleHash left, MerkleHash right) {
    return new MerkleHash(Sha2.sha256(NODE_PREFIX, left.bytes, right.bytes));
  }

  /** Copies exactly 32 bytes; any other length is an {@link IllegalArgumentException}. */
  public static MerkleHash of(byte[] bytes) {
    return parse(bytes).orElseThrow(() -> new IllegalArgumentException("a hash has 32 bytes"));
  }

  /** Returns the hash, or empty for any other length than 32. For untrusted input. */
  public static Optional<MerkleHash> parse(byte[] bytes) {
    return bytes.length == BYTES ? Optional.of(new MerkleHash(bytes.clone())) : Optional.empty();
  }

  /** Parses canonical, padded standard base64 of 32 bytes. For untrusted input. */
  public static Optional<MerkleHash> parseBase64(String text) {
    return NoteSyntax.base64(text).flatMap(MerkleHash::parse);
  }

  /** Copies 32 bytes of {@code source} from {@code offset}; they must be there. */
  public static MerkleHash read(byte[] source, int offset) {
    if (offset < 0 || offset > source.length - BYTES) {
      throw new IllegalArgumentException("no 32 bytes at " + offset);
    }
    return new MerkleHash(Arrays.copyOfRange(source, offset, offset + BYTES));
  }

  /** Returns a copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Copies the 32 bytes into {@code target} at {@code offset}. */
  public void writeTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  /** Padded standard base64, 44 characters. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MerkleHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return LowerHex.encode(bytes);
  }
}
