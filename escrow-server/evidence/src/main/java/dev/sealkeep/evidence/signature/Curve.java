package dev.sealkeep.evidence.signature;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** The curves of SP 800-186 that vendors sign with. */
public enum Curve {
  /** NIST P-256. */
  P256(
      "1.2.840.10045.3.1.7",
      32,
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
  /** NIST P-384. */
  P384(
      "1.3.132.0.34",
      48,
      "ffffffffffffffffffffffffffffffffffffffffffffffff"
          + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
  /** NIST P-521. */
  P521(
      "1.3.132.0.35",
      66,
      "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
          + "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

  private final String oid;
  private final int scalarBytes;
  private final BigInteger order;

  Curve(String oid, int scalarBytes, String order) {
    this.oid = oid;
    this.scalarBytes = scalarBytes;
    this.order = new BigInteger(order, 16);
  }

  /** The object identifier of the named curve. */
  ASN1ObjectIdentifier oid() {
    return new ASN1ObjectIdentifier(oid);
  }

  /** The size of a coordinate, and of r and of s in a raw signature, in bytes. */
  public int scalarBytes() {
    return scalarBytes;
  }

  /** The size of an uncompressed point with its leading 04, in bytes. */
  public int pointBytes() {
    return 1 + 2 * scalarBytes;
  }

  /** The order of the group. */
  BigInteger order() {
    return order;
  }
}
