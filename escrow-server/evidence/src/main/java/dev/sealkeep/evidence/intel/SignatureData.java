package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.x509.Certificate;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * The signature data of a quote with an ECDSA P-256 attestation key (Intel TDX DCAP Quoting Library
 * API, appendix 3, ECDSA 256-bit Quote Signature Data): signature and attestation key, the quoting
 * enclave's report with the PCK's signature over it, and the certification data that says which
 * PCK. From version 4 on all but the first two stand within certification data of type 6.
 * Immutable.
 */
public final class SignatureData {
  private static final int SIGNATURE_BYTES = 64;
  private static final int QE_REPORT_CERTIFICATION_DATA = 6;

  private final byte[] bytes;
  private final int qeStart;
  private final int authBytes;

  private SignatureData(byte[] bytes, int qeStart, int authBytes) {
    this.bytes = bytes;
    this.qeStart = qeStart;
    this.authBytes = authBytes;
  }

  /** Reads signature data; {@code nested} from version 4 on. Does not copy. */
  static SignatureData read(byte[] bytes, boolean nested) throws Malformed {
    int start = 2 * SIGNATURE_BYTES;
    if (nested) {
      need(bytes, start + 6);
      int type = Quote.u16(bytes, start);
      if (type != QE_REPORT_CERTIFICATION_DATA) {
        throw new Malformed(
            IntelReason.QUOTE_CERTIFICATION_UNSUPPORTED.because(
                "The outer certification data is of type " + type + ", not 6."));
      }
      exactly(bytes, start + 6, Quote.u32(bytes, start + 2));
      start += 6;
    }
    int auth = start + EnclaveReport.BYTES + SIGNATURE_BYTES;
    need(bytes, auth + 2);
    int authBytes = Quote.u16(bytes, auth);
    int inner = auth + 2 + authBytes;
    need(bytes, inner + 6);
    exactly(bytes, inner + 6, Quote.u32(bytes, inner + 2));
    return new SignatureData(bytes, start, authBytes);
  }

  private static void need(byte[] bytes, int length) throws Malformed {
    if (bytes.length < length) {
      throw malformed(
          "There are " + bytes.length + " bytes of signature data, " + length + " are needed.");
    }
  }

  private static void exactly(byte[] bytes, int start, long length) throws Malformed {
    if (bytes.length - start != length) {
      throw malformed(
          "Certification data of "
              + length
              + " bytes stands where there are "
              + (bytes.length - start)
              + ".");
    }
  }

  private static Malformed malformed(String detail) {
    return new Malformed(IntelReason.QUOTE_SIGNATURE_DATA_MALFORMED.because(detail));
  }

  /** The size in bytes. */
  public int length() {
    return bytes.length;
  }

  /** The quote's signature by the attestation key: r ‖ s, 64 bytes, big-endian. */
  byte[] signature() {
    return slice(0, SIGNATURE_BYTES);
  }

  /** The attestation key on P-256: x ‖ y, 64 bytes, big-endian. */
  byte[] attestationKey() {
    return slice(SIGNATURE_BYTES, SIGNATURE_BYTES);
  }

  /** The report of the quoting enclave. */
  public EnclaveReport qeReport() {
    return new EnclaveReport(slice(qeStart, EnclaveReport.BYTES));
  }

  /** The PCK's signature over the report: r ‖ s, 64 bytes, big-endian. */
  byte[] qeReportSignature() {
    return slice(qeStart + EnclaveReport.BYTES, SIGNATURE_BYTES);
  }

  /** What the quoting enclave added to the digest in its report data; 0 to 65535 bytes. */
  public byte[] authenticationData() {
    return slice(authStart(), authBytes);
  }

  /** 6 from version 4 on; version 3 has no outer certification data. */
  public OptionalInt outerType() {
    return qeStart == 2 * SIGNATURE_BYTES
        ? OptionalInt.empty()
        : OptionalInt.of(QE_REPORT_CERTIFICATION_DATA);
  }

  /** The type of the certification data that names the PCK. */
  public int certificationType() {
    return Quote.u16(bytes, authStart() + authBytes);
  }

  /** The certification data that names the PCK. */
  byte[] certificationData() {
    int start = authStart() + authBytes + 6;
    return slice(start, bytes.length - start);
  }

  /** SHA-256 over the certification data and its type. */
  String certificationDigest() {
    MessageDigest sha256 = Certificate.sha256Digest();
    sha256.update(bytes, authStart() + authBytes, bytes.length - authStart() - authBytes);
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** SHA-256 over the attestation key and what the PCK vouches for it with. */
  String attestationDigest() {
    MessageDigest sha256 = Certificate.sha256Digest();
    sha256.update(bytes, SIGNATURE_BYTES, SIGNATURE_BYTES);
    sha256.update(bytes, qeStart, authStart() + authBytes - qeStart);
    return HexFormat.of().formatHex(sha256.digest());
  }

  private int authStart() {
    return qeStart + EnclaveReport.BYTES + SIGNATURE_BYTES + 2;
  }

  private byte[] slice(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
