package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Parsed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SIGNATURE of a report (AMD 56860, ECDSA P-384 signature format): R and S of 72 bytes each,
 * little-endian with 48 significant bytes, at 0x2A0 and 0x2E8; the rest of the 512 bytes is zero.
 */
final class ReportSignature {
  private static final int R_OFFSET = 0x2A0;
  private static final int S_OFFSET = 0x2E8;
  private static final int REST_OFFSET = 0x330;
  private static final int SIGNIFICANT_BYTES = 48;

  /** A scalar in big-endian order behind a zero byte, so that it reads as a positive INTEGER. */
  private static final int SCALAR_BYTES = 1 + SIGNIFICANT_BYTES;

  private static final byte SEQUENCE = 0x30;
  private static final byte INTEGER = 0x02;

  /** The order of the group of P-384 (SP 800-186, section 3.2.1.4). */
  private static final byte[] ORDER =
      HexFormat.of()
          .parseHex(
              "00"
                  + "ffffffffffffffffffffffffffffffffffffffffffffffff"
                  + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973");

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
    byte[] r = scalar(bytes, R_OFFSET);
    byte[] s = scalar(bytes, S_OFFSET);
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

  private static byte[] scalar(byte[] bytes, int offset) {
    byte[] scalar = new byte[SCALAR_BYTES];
    for (int i = 0; i < SIGNIFICANT_BYTES; i++) {
      scalar[SIGNIFICANT_BYTES - i] = bytes[offset + i];
    }
    return scalar;
  }

  private static boolean isInRange(byte[] scalar) {
    return !isZero(scalar, 0, SCALAR_BYTES) && Arrays.compareUnsigned(scalar, ORDER) < 0;
  }

  /** At most 104 bytes, so every length is one byte (X.690, section 8.1.3.4). */
  private static byte[] encode(byte[] r, byte[] s) {
    int rStart = integerStart(r);
    int sStart = integerStart(s);
    int content = 2 + SCALAR_BYTES - rStart + 2 + SCALAR_BYTES - sStart;
    ByteBuffer der = ByteBuffer.allocate(2 + content).put(SEQUENCE).put((byte) content);
    der.put(INTEGER).put((byte) (SCALAR_BYTES - rStart)).put(r, rStart, SCALAR_BYTES - rStart);
    der.put(INTEGER).put((byte) (SCALAR_BYTES - sStart)).put(s, sStart, SCALAR_BYTES - sStart);
    return der.array();
  }

  /** Where the shortest form of a positive INTEGER begins (X.690, section 8.3.2). */
  private static int integerStart(byte[] scalar) {
    int start = 0;
    while (scalar[start] == 0 && scalar[start + 1] >= 0) {
      start++;
    }
    return start;
  }
}
