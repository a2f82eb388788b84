package dev.sealkeep.service.activation;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Seals and opens activation tokens: an AEAD over u64 issue time in milliseconds, SHA-256 of the
 * secret (32 bytes), SHA-256 of the endorsement key (32 bytes), u8 length and bytes of the
 * attestation key's Name, u8 length and text of the technology. The associated data keeps them
 * apart from challenges, which have the same keys.
 */
final class ActivationSealer {
  private static final byte[] LABEL = "sealkeep/activation/v1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;

  private final AesGcmKeyset keyset;

  ActivationSealer(AesGcmKeyset keyset) {
    this.keyset = keyset;
  }

  /** An opened token. */
  record Opened(Instant issued, ActivatedKey key) {}

  byte[] seal(ActivatedKey key, byte[] secret, Instant now) {
    byte[] name = HexFormat.of().parseHex(key.akName());
    byte[] technology = key.technology().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer plaintext =
        ByteBuffer.allocate(Long.BYTES + 2 * DIGEST_BYTES + 2 + name.length + technology.length)
            .putLong(now.toEpochMilli())
            .put(Digest.sha256(secret).bytes())
            .put(HexFormat.of().parseHex(key.ekSpkiSha256()))
            .put((byte) name.length)
            .put(name)
            .put((byte) technology.length)
            .put(technology);
    try (SecretBytes token = SecretBytes.owning(plaintext.array())) {
      return keyset.encrypt(token, LABEL);
    }
  }

  /** Opens a token; empty if it is none of this escrow's, or the secret is not the one in it. */
  Optional<Opened> open(byte[] token, byte[] secret) {
    return keyset.decrypt(token, LABEL).flatMap(plaintext -> read(plaintext, secret));
  }

  private static Optional<Opened> read(SecretBytes plaintext, byte[] secret) {
    ByteBuffer buffer = ByteBuffer.wrap(plaintext.bytes(SecretAccess.get()));
    Instant issued = Instant.ofEpochMilli(buffer.getLong());
    byte[] digest = take(buffer, DIGEST_BYTES);
    String ek = HexFormat.of().formatHex(take(buffer, DIGEST_BYTES));
    String name = HexFormat.of().formatHex(take(buffer, Byte.toUnsignedInt(buffer.get())));
    byte[] technology = take(buffer, Byte.toUnsignedInt(buffer.get()));
    return MessageDigest.isEqual(digest, Digest.sha256(secret).bytes())
        ? Optional.of(
            new Opened(
                issued,
                new ActivatedKey(name, ek, new String(technology, StandardCharsets.US_ASCII))))
        : Optional.empty();
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
