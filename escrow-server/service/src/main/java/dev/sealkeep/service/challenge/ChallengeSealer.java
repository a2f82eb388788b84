package dev.sealkeep.service.challenge;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
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

  private final Aead aead;
  private final byte[] logId;
  private final SecureRandom random;

  /**
   * Tokens under {@code aead} for the log identified by {@code logId}.
   *
   * @param logId SHA-256 of the log key's text
   */
  public ChallengeSealer(Aead aead, byte[] logId, SecureRandom random) {
    this.aead = aead;
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
    try {
      return aead.encrypt(plaintext.array(), offersDigest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the challenge key does not encrypt", e);
    }
  }

  /** Opens a token; empty if it is not one of this log's, or the offers differ. */
  public Optional<Challenge> open(byte[] token, byte[] offersDigest) {
    byte[] plaintext;
    try {
      plaintext = aead.decrypt(token, offersDigest);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
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
