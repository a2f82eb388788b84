package dev.sealkeep.protocol.name;

import dev.sealkeep.protocol.wire.LowerHex;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The id of one decision: 16 random bytes, shown as 32 lower-case hexadecimal digits. It is opaque
 * to a guest and names one log entry to a tenant.
 */
public final class DecisionId {
  /** The number of bytes. */
  public static final int BYTES = 16;

  private final byte[] bytes;

  private DecisionId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Draws a new id. */
  public static DecisionId random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new DecisionId(bytes);
  }

  /** Copies exactly 16 bytes; any other length is an {@link IllegalArgumentException}. */
  public static DecisionId of(byte[] bytes) {
    return parse(bytes)
        .orElseThrow(() -> new IllegalArgumentException("a decision id has 16 bytes"));
  }

  /** Returns the id, or empty for any other length than 16. For untrusted input. */
  public static Optional<DecisionId> parse(byte[] bytes) {
    return bytes.length == BYTES ? Optional.of(new DecisionId(bytes.clone())) : Optional.empty();
  }

  /** Returns the id spelt in 32 lower-case hexadecimal digits, or empty. For untrusted input. */
  public static Optional<DecisionId> parse(String hex) {
    return LowerHex.decode(hex).flatMap(DecisionId::parse);
  }

  /** Returns a copy of the 16 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return LowerHex.encode(bytes);
  }
}
