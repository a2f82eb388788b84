package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A leaf's data as the public log holds it: 64 bytes, C ‖ T. C hides the entry behind a salt; T
 * lets the tenant alone recognise its own.
 *
 * @param commitment C = SHA-256({@code sealkeep/leaf/v1} ‖ salt ‖ entry), 32 bytes
 * @param tag T = HMAC-SHA-256(k_tenant, C), 32 bytes
 */
public record Leaf(Digest commitment, Digest tag) {
  /** The size of a leaf's data. */
  public static final int BYTES = 64;

  /** The size of a salt. */
  public static final int SALT_BYTES = 32;

  /** The size of k_tenant. */
  public static final int TENANT_KEY_BYTES = 32;

  private static final byte[] LABEL = "sealkeep/leaf/v1".getBytes(StandardCharsets.UTF_8);
  private static final int HMAC_BLOCK_BYTES = 64;
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  /** Refuses digests of another size with {@link IllegalArgumentException}. */
  public Leaf {
    if (commitment.length() != Digest.SHA256_BYTES || tag.length() != Digest.SHA256_BYTES) {
      throw new IllegalArgumentException("a leaf is two digests of 32 bytes");
    }
  }

  /** Makes the leaf of an entry. */
  public static Leaf of(SecretBytes tenantKey, byte[] salt, byte[] entry) {
    Digest commitment = commit(salt, entry);
    return new Leaf(commitment, tag(tenantKey, commitment));
  }

  /**
   * Commits to an entry.
   *
   * @param salt exactly 32 bytes, or {@link IllegalArgumentException}
   * @param entry the entry's encoding
   */
  public static Digest commit(byte[] salt, byte[] entry) {
    if (salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("a salt has 32 bytes, not " + salt.length);
    }
    return Digest.sha256(LABEL, salt, entry);
  }

  /**
   * Tags a commitment for its tenant.
   *
   * @param tenantKey k_tenant, exactly 32 bytes, or {@link IllegalArgumentException}
   */
  public static Digest tag(SecretBytes tenantKey, Digest commitment) {
    if (tenantKey.length() != TENANT_KEY_BYTES) {
      throw new IllegalArgumentException("k_tenant has 32 bytes, not " + tenantKey.length());
    }
    // RFC 2104 by hand: a Mac would keep a copy of the key that cannot be wiped.
    byte[] key = tenantKey.bytes(SecretAccess.get());
    byte[] inner = padded(key, INNER_PAD);
    byte[] outer = padded(key, OUTER_PAD);
    try {
      return Digest.sha256(outer, Sha2.sha256(inner, commitment.bytes()));
    } finally {
      Arrays.fill(inner, (byte) 0);
      Arrays.fill(outer, (byte) 0);
    }
  }

  private static byte[] padded(byte[] key, byte pad) {
    byte[] block = Arrays.copyOf(key, HMAC_BLOCK_BYTES);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= pad;
    }
    return block;
  }

  /** Splits leaf data. For untrusted input: refuses any other length than 64. */
  public static LogResult<Leaf> parse(byte[] data) {
    if (data.length != BYTES) {
      return LogResult.refused(LogFault.LEAF_MALFORMED);
    }
    return LogResult.accepted(
        new Leaf(
            Digest.of(Arrays.copyOf(data, Digest.SHA256_BYTES)),
            Digest.of(Arrays.copyOfRange(data, Digest.SHA256_BYTES, BYTES))));
  }

  /** Whether the tag is {@code tenantKey}'s, compared in constant time. */
  public boolean belongsTo(SecretBytes tenantKey) {
    return MessageDigest.isEqual(tag(tenantKey, commitment).bytes(), tag.bytes());
  }

  /** Whether the commitment opens to an entry under a 32-byte salt. */
  public boolean opensTo(byte[] salt, byte[] entry) {
    return salt.length == SALT_BYTES && commit(salt, entry).equals(commitment);
  }

  /** The 64 bytes C ‖ T. */
  public byte[] data() {
    byte[] data = Arrays.copyOf(commitment.bytes(), BYTES);
    System.arraycopy(tag.bytes(), 0, data, Digest.SHA256_BYTES, Digest.SHA256_BYTES);
    return data;
  }

  /** The RFC 6962 hash of the leaf: SHA-256(0x00 ‖ C ‖ T). */
  public MerkleHash leafHash() {
    return MerkleHash.leaf(data());
  }
}
