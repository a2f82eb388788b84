package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.signature.Curve;
import dev.sealkeep.evidence.signature.EcdsaSignature;

/**
 * The SIGNATURE of a report (AMD 56860, ECDSA P-384 signature format): R and S of 72 bytes each,
 * little-endian with 48 significant bytes, at 0x2A0 and 0x2E8; the rest of the 512 bytes is zero.
 */
final class ReportSignature {
  private static final int R_OFFSET = 0x2A0;
  private static final int S_OFFSET = 0x2E8;
  private static final int REST_OFFSET = 0x330;
  private static final int SIGNIFICANT_BYTES = 48;

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
    return EcdsaSignature.of(Curve.P384, scalar(bytes, R_OFFSET), scalar(bytes, S_OFFSET))
        .<Parsed<byte[]>>map(Parsed.Accepted::new)
        .orElseGet(() -> malformed("R or S is zero or not below the order of the group."));
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
    byte[] scalar = new byte[SIGNIFICANT_BYTES];
    for (int i = 0; i < SIGNIFICANT_BYTES; i++) {
      scalar[SIGNIFICANT_BYTES - 1 - i] = bytes[offset + i];
    }
    return scalar;
  }
}
