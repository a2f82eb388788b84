package dev.sealkeep.policy.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A hash function (FIPS 180-4): digests of different ones cannot be compared. */
public enum HashAlgorithm {
  /** SHA-256. */
  SHA256(32),
  /** SHA-384. */
  SHA384(48),
  /** SHA-512. */
  SHA512(64);

  private final int length;

  HashAlgorithm(int length) {
    this.length = length;
  }

  /** How many bytes a digest has. */
  public int length() {
    return length;
  }

  /** How a literal begins: {@code sha384}. */
  public String prefix() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A digest for people: {@code a SHA-384 digest}. */
  public String describe() {
    return "a SHA-" + length * 8 + " digest";
  }

  /** The algorithm of a literal's prefix; empty for {@code hex}. */
  public static Optional<HashAlgorithm> ofPrefix(String prefix) {
    return Arrays.stream(values()).filter(hash -> hash.prefix().equals(prefix)).findFirst();
  }
}
