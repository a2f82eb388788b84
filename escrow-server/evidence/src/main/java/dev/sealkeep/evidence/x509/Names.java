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
      byte[] bytes = one.getEncoded(ASN1Encoding.DER);
      return Arrays.equals(bytes, other.getEncoded(ASN1Encoding.DER)) || one.equals(other);
    } catch (IOException | RuntimeException malformed) {
      return false;
    }
  }
}
