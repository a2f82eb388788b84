package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Parsed;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.util.Arrays;

/**
 * The SIGNATURE of a report (AMD 56860, ECDSA P-384 signature format): R and S of 72 bytes each,
 * little-endian with 48 significant bytes, at 0x2A0 and 0x2E8; the rest of the 512 bytes is zero.
 */
final class ReportSignature {
  private static final int R_OFFSET = 0x2A0;
  private static final int S_OFFSET = 0x2E8;
  private static final int REST_OFFSET = 0x330;
  private static final int SIGNIFICANT_BYTES = 48;

  /** The order of the group of P-384 (SP 800-186, section 3.2.1.4). */
  private static final BigInteger ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          16);

  private ReportSignature() {}

  /** The signature as a DER SEQUENCE of r and s, or {@link SnpReason#SIGNATURE_MALFORMED}. */
  static Parsed<byte[]> der(SnpReport report) {
    byte[] bytes = report.rawBytes();
    boolean padded =
        isZero(bytes, R_OFFSET + SIGNIFICANT_BYTES, S_OFFSET)
            && isZero(bytes, S_OFFSET + SIGNIFICANT_BYTES, REST_OFFSET)
            && isZero(bytes, REST_OFFSET, SnpReport.BYTES);
    if (!padded) {
      return malformed("Padding of the signature field is not zero.");
    }
    BigInteger r = scalar(bytes, R_OFFSET);
    BigInteger s = scalar(bytes, S_OFFSET);
    if (!isInRange(r) || !isInRange(s)) {
      return malformed("R or S is zero or not below the order of the group.");
    }
    return new Parsed.Accepted<>(encode(r, s));
  }

  private static Parsed<byte[]> malformed(String detail) {
    return new Parsed.Refused<>(SnpReason.SIGNATURE_MALFORMED.because(detail));
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    int seen = 0;
    for (int i = from; i < to; i++) {
      seen |= bytes[i];
    }
    return seen == 0;
  }

  private static BigInteger scalar(byte[] bytes, int offset) {
    return new BigInteger(
        1, Arrays.reverse(Arrays.copyOfRange(bytes, offset, offset + SIGNIFICANT_BYTES)));
  }

  private static boolean isInRange(BigInteger scalar) {
    return scalar.signum() > 0 && scalar.compareTo(ORDER) < 0;
  }

  private static byte[] encode(BigInteger r, BigInteger s) {
    try {
      return new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)})
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("two integers always encode", e);
    }
  }
}
