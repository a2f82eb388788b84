package dev.sealkeep.evidence.x509;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;

/** Compares distinguished names that may have been chosen by an adversary. */
final class Names {
  private Names() {}

  /**
   * Whether two names are equal, byte for byte or after the normalisation of RFC 5280, section 7.1.
   * A name that cannot be normalised equals nothing but itself.
   */
  static boolean equal(X500Name one, X500Name other) {
    try {
      return Arrays.equals(encoded(one), encoded(other)) || one.equals(other);
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static byte[] encoded(X500Name name) {
    try {
      return name.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("what was read from DER encodes", e);
    }
  }

  /** A hash of a name; the same for {@linkplain #equal equal} names. */
  static int hash(X500Name name) {
    try {
      return name.hashCode();
    } catch (RuntimeException malformed) {
      return Arrays.hashCode(encoded(name));
    }
  }
}
