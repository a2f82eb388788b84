package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.JsonText;
import java.util.Set;
import org.bouncycastle.util.Pack;

/** What a blob beside an HCL report is, by content. */
enum EvidencePart {
  /** A JSON object with {@code message}, {@code signature} and {@code pcrs}. */
  QUOTE_JSON,
  /** A TPMS_ATTEST. */
  QUOTE_MESSAGE,
  /** A TPMT_SIGNATURE, or an RSA signature alone. */
  QUOTE_SIGNATURE,
  /** The values of the 24 PCRs of the SHA-256 bank, one after the other. */
  PCR_VALUES,
  /** A TDX quote. */
  TD_QUOTE,
  /** Something else, such as a host's certificate table. */
  OTHER;

  /** The size of {@link #PCR_VALUES}. */
  static final int PCR_VALUES_BYTES = 24 * 32;

  private static final int TPM_GENERATED = 0xFF54_4347;
  private static final int TEE_TYPE_TDX = 0x81;
  private static final int TEE_TYPE_AT = 4;
  private static final int DER_SEQUENCE = 0x3082;
  private static final int MAX_SIGNATURE_BYTES = 1030;
  private static final Set<Integer> RSA_BYTES = Set.of(256, 384, 512);
  private static final Set<Integer> SIGNATURE_ALGORITHMS = Set.of(0x14, 0x16, 0x18);
  private static final Set<Integer> HASH_ALGORITHMS = Set.of(0x0B, 0x0C, 0x0D);
  private static final Set<Integer> TD_QUOTE_VERSIONS = Set.of(4, 5);

  /** The kind of a blob; cheap, and no promise that it can be read. */
  static EvidencePart of(byte[] blob) {
    if (blob.length < 2 * Integer.BYTES) {
      return OTHER;
    }
    if (Pack.bigEndianToInt(blob, 0) == TPM_GENERATED) {
      return QUOTE_MESSAGE;
    }
    if (TD_QUOTE_VERSIONS.contains((int) Pack.littleEndianToShort(blob, 0))
        && Pack.littleEndianToInt(blob, TEE_TYPE_AT) == TEE_TYPE_TDX) {
      return TD_QUOTE;
    }
    if (isSignature(blob)) {
      return QUOTE_SIGNATURE;
    }
    if (blob.length == PCR_VALUES_BYTES && !isDer(blob)) {
      return PCR_VALUES;
    }
    return JsonText.object(blob).filter(o -> o.has("message") && o.has("signature")).isPresent()
        ? QUOTE_JSON
        : OTHER;
  }

  private static boolean isSignature(byte[] blob) {
    return (RSA_BYTES.contains(blob.length) && !isDer(blob))
        || (blob.length <= MAX_SIGNATURE_BYTES
            && SIGNATURE_ALGORITHMS.contains((int) Pack.bigEndianToShort(blob, 0))
            && HASH_ALGORITHMS.contains((int) Pack.bigEndianToShort(blob, 2)));
  }

  /** Whether a blob is one DER SEQUENCE of 256 to 65535 bytes, such as a revocation list. */
  private static boolean isDer(byte[] blob) {
    return Pack.bigEndianToInt(blob, 0) == (DER_SEQUENCE << Short.SIZE | blob.length - 4);
  }
}
