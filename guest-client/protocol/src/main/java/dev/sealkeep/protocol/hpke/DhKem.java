package dev.sealkeep.protocol.hpke;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import javax.crypto.KEM;
import javax.crypto.SecretKey;

/** DHKEM(X25519, HKDF-SHA256), RFC 9180, section 4.1, as the JDK has it. */
final class DhKem implements Decapsulator {
  private final KeyPair pair;
  private final byte[] publicKey;

  DhKem(KeyPair pair) {
    this.pair = pair;
    this.publicKey = X25519Encoding.raw(pair.getPublic());
  }

  @Override
  public byte[] publicKey() {
    return publicKey;
  }

  @Override
  public byte[] decapsulate(byte[] enc) throws GeneralSecurityException {
    SecretKey secret = KEM.getInstance("DHKEM").newDecapsulator(pair.getPrivate()).decapsulate(enc);
    try {
      return secret.getEncoded();
    } finally {
      Wiping.destroy(secret);
    }
  }

  @Override
  public void close() {
    Wiping.destroy(pair.getPrivate());
  }
}
