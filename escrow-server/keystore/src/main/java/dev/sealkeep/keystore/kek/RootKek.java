package dev.sealkeep.keystore.kek;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.Optional;

/** Wraps and unwraps secrets under the root KEK. Safe for use by many threads; may block. */
public interface RootKek {
  /** Names the provider and its key for people, without a secret. */
  String description();

  /**
   * Encrypts and authenticates {@code plaintext}, and authenticates {@code associatedData}.
   *
   * @throws KekUnavailableException if the provider cannot be reached
   */
  byte[] wrap(SecretBytes plaintext, byte[] associatedData);

  /**
   * Undoes {@link #wrap}.
   *
   * @return the plaintext, which the caller closes; empty if {@code wrapped} was not made by this
   *     KEK with exactly that associated data
   * @throws KekUnavailableException if the provider cannot be reached
   */
  Optional<SecretBytes> unwrap(byte[] wrapped, byte[] associatedData);
}
