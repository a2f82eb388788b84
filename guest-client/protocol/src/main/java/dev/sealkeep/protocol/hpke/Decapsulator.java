package dev.sealkeep.protocol.hpke;

import java.security.GeneralSecurityException;

/** The private half of a KEM key pair. */
sealed interface Decapsulator extends AutoCloseable permits DhKem, XWing {
  /** The serialized public key, not a copy. */
  byte[] publicKey();

  /**
   * Returns the shared secret of 32 bytes, which the caller wipes.
   *
   * @param enc exactly the KEM's encapsulation size
   * @throws GeneralSecurityException if the KEM refuses the encapsulation
   */
  byte[] decapsulate(byte[] enc) throws GeneralSecurityException;

  /** Destroys the private key as far as the platform can. */
  @Override
  void close();
}
