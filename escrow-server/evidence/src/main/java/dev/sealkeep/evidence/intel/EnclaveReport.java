package dev.sealkeep.evidence.intel;

import java.util.Arrays;
import org.bouncycastle.util.Pack;

/**
 * The body of an SGX report, 384 bytes, integers little-endian (Intel SGX ECDSA Quote Library API,
 * appendix 4, Enclave Report Body): of a quoted enclave or of the quoting enclave. Not trusted by
 * itself.
 */
public final class EnclaveReport {
  /** The size in bytes. */
  public static final int BYTES = 384;

  /** The size of REPORTDATA in bytes. */
  public static final int REPORT_DATA_BYTES = 64;

  private static final int REPORT_DATA = 320;

  private final byte[] bytes;

  EnclaveReport(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an enclave report has 384 bytes, not " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  /** The report in the body of a quote of {@link QuoteBodyType#SGX}. */
  public static EnclaveReport of(Quote quote) {
    return new EnclaveReport(quote.body());
  }

  /** The signed bytes, shared and not to be changed. */
  byte[] signedBytes() {
    return bytes;
  }

  /** CPUSVN, 16 bytes. */
  public byte[] cpuSvn() {
    return slice(0, 16);
  }

  /** MISCSELECT, 4 bytes in memory order. */
  public byte[] miscSelect() {
    return slice(16, 4);
  }

  /** ISVEXTPRODID, 16 bytes; zero without KSS. */
  public byte[] isvExtProdId() {
    return slice(32, 16);
  }

  /** ATTRIBUTES, 16 bytes in memory order: flags, then XFRM. */
  public byte[] attributes() {
    return slice(48, 16);
  }

  /** The first half of ATTRIBUTES as an integer. */
  public long flags() {
    return Pack.littleEndianToLong(bytes, 48);
  }

  /** XFRM, the second half of ATTRIBUTES, 8 bytes. */
  public byte[] xfrm() {
    return slice(56, 8);
  }

  /** MRENCLAVE, 32 bytes. */
  public byte[] mrEnclave() {
    return slice(64, 32);
  }

  /** MRSIGNER, 32 bytes. */
  public byte[] mrSigner() {
    return slice(128, 32);
  }

  /** CONFIGID, 64 bytes; zero without KSS. */
  public byte[] configId() {
    return slice(192, 64);
  }

  /** ISVPRODID, 0 to 65535. */
  public int isvProdId() {
    return Short.toUnsignedInt(Pack.littleEndianToShort(bytes, 256));
  }

  /** ISVSVN, 0 to 65535. */
  public int isvSvn() {
    return Short.toUnsignedInt(Pack.littleEndianToShort(bytes, 258));
  }

  /** CONFIGSVN, 0 to 65535; zero without KSS. */
  public int configSvn() {
    return Short.toUnsignedInt(Pack.littleEndianToShort(bytes, 260));
  }

  /** ISVFAMILYID, 16 bytes; zero without KSS. */
  public byte[] isvFamilyId() {
    return slice(304, 16);
  }

  /** REPORTDATA, 64 bytes. */
  public byte[] reportData() {
    return slice(REPORT_DATA, REPORT_DATA_BYTES);
  }

  private byte[] slice(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
