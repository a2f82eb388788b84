package dev.sealkeep.agent.configuration;

import java.util.Arrays;
import java.util.Optional;

/** A bank of a TPM's PCRs, by its hash. TPM 2.0 Library part 2, section 6.3. */
public enum PcrBank {
  /** SHA-1. */
  SHA1("sha1", 0x0004, "SHA-1", 20),
  /** SHA-256. */
  SHA256("sha256", 0x000B, "SHA-256", 32),
  /** SHA-384. */
  SHA384("sha384", 0x000C, "SHA-384", 48),
  /** SHA-512. */
  SHA512("sha512", 0x000D, "SHA-512", 64);

  private final String spelling;
  private final int algorithm;
  private final String javaName;
  private final int digestBytes;

  PcrBank(String spelling, int algorithm, String javaName, int digestBytes) {
    this.spelling = spelling;
    this.algorithm = algorithm;
    this.javaName = javaName;
    this.digestBytes = digestBytes;
  }

  /** The name in configurations and in evidence. */
  public String spelling() {
    return spelling;
  }

  /** The TPM_ALG_ID. */
  public int algorithm() {
    return algorithm;
  }

  /** The name for {@link java.security.MessageDigest}. */
  public String javaName() {
    return javaName;
  }

  /** The size of a PCR. */
  public int digestBytes() {
    return digestBytes;
  }

  /** Returns the bank of that name, or empty. */
  public static Optional<PcrBank> parse(String spelling) {
    return Arrays.stream(values()).filter(bank -> bank.spelling.equals(spelling)).findFirst();
  }

  /** Returns the bank of that TPM_ALG_ID, or empty. */
  public static Optional<PcrBank> ofAlgorithm(int algorithm) {
    return Arrays.stream(values()).filter(bank -> bank.algorithm == algorithm).findFirst();
  }
}
