package dev.sealkeep.protocol.name;

import dev.sealkeep.protocol.wire.LowerHex;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The id of one decision: 16 random bytes, which say nothing about what was decided (invariant 11).
 * People see 32 lower-case hexadecimal digits.
 */
public final class DecisionId {
  /** The size of an id. */
  public static final int BYTES = 16;

  private final byte[] octets;

  private DecisionId(byte[] octets) {
    this.octets = octets;
  }

  /** Makes a new id. */
  public static DecisionId random(SecureRandom random) {
    byte[] octets = new byte[BYTES];
    random.nextBytes(octets);
    return new DecisionId(octets);
  }

  /** Returns the id, or empty unless there are exactly 16 bytes. */
  public static Optional<DecisionId> of(byte[] octets) {
    return octets.length == BYTES ? Optional.of(new DecisionId(octets.clone())) : Optional.empty();
  }

  /** Returns the id, or empty unless there are exactly 32 lower-case digits. */
  public static Optional<DecisionId> parse(String hex) {
    return LowerHex.decode(hex).flatMap(DecisionId::of);
  }

  /** A copy of the 16 bytes. */
  public byte[] bytes() {
    return octets.clone();
  }

  /** The 32 digits. */
  public String hex() {
    return LowerHex.encode(octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionId that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return hex();
  }
}
