package dev.sealkeep.protocol.hpke;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Raw public keys of X25519, 32 bytes little-endian (RFC 7748), out of and into the JDK's keys. */
final class X25519Encoding {
  static final int BYTES = 32;
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private X25519Encoding() {}

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
  }

  /** By its SPKI: that path masks the top bit as RFC 7748 says, XECPublicKeySpec does not. */
  static PublicKey key(byte[] raw) throws GeneralSecurityException {
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + BYTES);
    System.arraycopy(raw, 0, spki, SPKI_PREFIX.length, BYTES);
    return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(spki));
  }
}
