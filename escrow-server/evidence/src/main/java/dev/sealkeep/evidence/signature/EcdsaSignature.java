package dev.sealkeep.evidence.signature;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * ECDSA signatures as SEQUENCE of r and s, which providers want, from the forms that vendors use.
 */
public final class EcdsaSignature {
  private EcdsaSignature() {}

  /**
   * From r ‖ s, each big-endian and as long as a coordinate (RFC 8152, section 8.1; IEEE 1363).
   *
   * @return empty for any other length, or if r or s is zero or not below the order
   */
  public static Optional<byte[]> ofRaw(Curve curve, byte[] raw) {
    int size = curve.scalarBytes();
    return raw.length != 2 * size
        ? Optional.empty()
        : of(curve, Arrays.copyOf(raw, size), Arrays.copyOfRange(raw, size, raw.length));
  }

  /**
   * From r and s, big-endian and unsigned, of any length.
   *
   * @return empty if r or s is zero or not below the order
   */
  public static Optional<byte[]> of(Curve curve, byte[] r, byte[] s) {
    BigInteger one = new BigInteger(1, r);
    BigInteger other = new BigInteger(1, s);
    if (!isInRange(one, curve) || !isInRange(other, curve)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DERSequence(new ASN1Integer[] {new ASN1Integer(one), new ASN1Integer(other)})
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("two integers always encode", e);
    }
  }

  private static boolean isInRange(BigInteger scalar, Curve curve) {
    return scalar.signum() > 0 && scalar.compareTo(curve.order()) < 0;
  }
}
