package dev.sealkeep.agent.volume.header;

/**
 * How a slot's key is derived from its passphrase.
 *
 * @param type {@code pbkdf2}, {@code argon2i} or {@code argon2id}
 * @param hash of PBKDF2: {@code sha256} or {@code sha512}; of the others empty
 * @param cost iterations of PBKDF2, passes of the others
 * @param kibibytes memory; 0 for PBKDF2
 * @param threads threads; 0 for PBKDF2
 */
public record Pbkdf(String type, String hash, int cost, int kibibytes, int threads) {
  /** Little work: for passphrases that nobody can guess. */
  public static final Pbkdf CHEAP = new Pbkdf("pbkdf2", "sha512", KdfRule.LEAST_ITERATIONS, 0, 0);

  /** For what a person chose: the second recommendation of RFC 9106, with four times its memory. */
  public static final Pbkdf COSTLY = new Pbkdf("argon2id", "", 4, 256 << 10, 4);
}
