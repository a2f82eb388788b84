package dev.sealkeep.service.challenge;

import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Seals and opens challenge tokens: an AEAD over u8 1, u64 issue time in milliseconds, 32 random
 * bytes and 32 bytes of the log's identity; associated data is the digest of the offers.
 */
public final class ChallengeSealer {
  private static final byte FORMAT = 1;
  private static final int RANDOM_BYTES = 32;
  private static final int LOG_BYTES = 32;
  private static final int PLAINTEXT_BYTES = 1 + Long.BYTES + RANDOM_BYTES + LOG_BYTES;

  private final AesGcmKeyset keyset;
  private final byte[] logId;
  private final SecureRandom random;

  /**
   * Tokens under {@code keyset} for the log identified by {@code logId}.
   *
   * @param logId SHA-256 of the log key's text
   */
  public ChallengeSealer(AesGcmKeyset keyset, byte[] logId, SecureRandom random) {
    this.keyset = keyset;
    this.logId = logId.clone();
    this.random = random;
  }

  /** Makes a token that was issued at {@code now}. */
  public byte[] issue(byte[] offersDigest, Instant now) {
    byte[] value = new byte[RANDOM_BYTES];
    random.nextBytes(value);
    ByteBuffer plaintext =
        ByteBuffer.allocate(PLAINTEXT_BYTES)
            .put(FORMAT)
            .putLong(now.toEpochMilli())
            .put(value)
            .put(logId);
    try (SecretBytes token = SecretBytes.owning(plaintext.array())) {
      return keyset.encrypt(token, offersDigest);
    }
  }

  /** Opens a token; empty if it is not one of this log's, or the offers differ. */
  public Optional<Challenge> open(byte[] token, byte[] offersDigest) {
    return keyset.decrypt(token, offersDigest).flatMap(this::read);
  }

  private Optional<Challenge> read(SecretBytes token) {
    byte[] plaintext = token.bytes(SecretAccess.get());
    if (plaintext.length != PLAINTEXT_BYTES || plaintext[0] != FORMAT) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(plaintext, 1, PLAINTEXT_BYTES - 1);
    Instant issued = Instant.ofEpochMilli(buffer.getLong());
    byte[] value = new byte[RANDOM_BYTES];
    buffer.get(value);
    byte[] log = new byte[LOG_BYTES];
    buffer.get(log);
    return MessageDigest.isEqual(log, logId)
        ? Optional.of(new Challenge(issued, value))
        : Optional.empty();
  }
}
