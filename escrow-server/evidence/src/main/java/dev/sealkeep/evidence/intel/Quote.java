package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.util.Pack;

/**
 * A quote of version 3, 4 or 5 (Intel TDX DCAP Quoting Library API, appendix 3; Intel SGX ECDSA
 * Quote Library API, appendix 4): header 48 bytes, body, u32 length of the signature data,
 * signature data; integers little-endian. Bytes behind the signature data are allowed, since
 * devices pad; all else has to fit exactly. Immutable; nothing in it is trusted.
 */
public final class Quote {
  /** The longest evidence that is read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int HEADER_BYTES = 48;
  private static final int VENDOR_ID = 12;
  private static final byte[] INTEL_QE =
      HexFormat.of().parseHex("939a7233f79c4ca9940a0db3957f0607");
  private static final long TEE_SGX = 0;
  private static final long TEE_TDX = 0x81;
  private static final int ECDSA_P256 = 2;
  private static final int ECDSA_P384 = 3;

  private final byte[] bytes;
  private final int version;
  private final QuoteBodyType bodyType;
  private final int bodyOffset;
  private final int trailingBytes;
  private final SignatureData signatureData;

  private Quote(
      byte[] bytes, int version, QuoteBodyType bodyType, int bodyOffset, SignatureData data) {
    this.bytes = bytes;
    this.version = version;
    this.bodyType = bodyType;
    this.bodyOffset = bodyOffset;
    this.signatureData = data;
    this.trailingBytes = bytes.length - signedBytes() - Integer.BYTES - data.length();
  }

  /**
   * Reads a quote. Refused with the reasons {@code intel.quote.*} that concern the layout; the
   * values of fields are left to {@link QuoteAppraiser}.
   */
  public static Parsed<Quote> parse(byte[] evidence) {
    try {
      return new Parsed.Accepted<>(read(evidence));
    } catch (Malformed malformed) {
      return new Parsed.Refused<>(malformed.reason());
    }
  }

  /** Whether the bytes begin like a quote of that hardware; no promise that they can be read. */
  public static boolean isRecognised(byte[] blob, IntelTee tee) {
    if (blob.length < HEADER_BYTES) {
      return false;
    }
    int version = u16(blob, 0);
    int keyType = u16(blob, 2);
    boolean intel = isIntelQe(blob);
    boolean plausible =
        version >= 3 && version <= 5 && (keyType == ECDSA_P256 || keyType == ECDSA_P384);
    boolean ofTdx = u32(blob, 4) == TEE_TDX;
    return switch (tee) {
      case TDX -> ofTdx && (intel || plausible);
      case SGX -> !ofTdx && (intel || (plausible && u32(blob, 4) == TEE_SGX));
    };
  }

  private static Quote read(byte[] evidence) throws Malformed {
    if (evidence.length > MAX_BYTES) {
      throw malformed(
          IntelReason.QUOTE_OVERSIZED, "The evidence has " + evidence.length + " bytes.");
    }
    need(evidence, HEADER_BYTES);
    int version = u16(evidence, 0);
    long tee = u32(evidence, 4);
    if (version < 3 || version > 5 || (version == 3 && tee == TEE_TDX)) {
      throw malformed(
          IntelReason.QUOTE_VERSION_UNSUPPORTED,
          "The version is " + version + " for TEE type " + Long.toHexString(tee) + ".");
    }
    if (tee != TEE_SGX && tee != TEE_TDX) {
      throw malformed(
          IntelReason.QUOTE_TEE_UNKNOWN, "The TEE type is " + Long.toHexString(tee) + ".");
    }
    QuoteBodyType type = version == 5 ? declaredBody(evidence, tee) : impliedBody(tee);
    int bodyOffset = version == 5 ? HEADER_BYTES + 6 : HEADER_BYTES;
    int signed = bodyOffset + type.bytes();
    need(evidence, signed + Integer.BYTES);
    long length = u32(evidence, signed);
    int start = signed + Integer.BYTES;
    if (length > evidence.length - start) {
      throw malformed(
          IntelReason.QUOTE_TRUNCATED,
          "The signature data is " + length + " bytes; there are " + (evidence.length - start));
    }
    byte[] data = Arrays.copyOfRange(evidence, start, start + (int) length);
    return new Quote(
        evidence.clone(), version, type, bodyOffset, SignatureData.read(data, version >= 4));
  }

  private static QuoteBodyType impliedBody(long tee) {
    return tee == TEE_TDX ? QuoteBodyType.TD10 : QuoteBodyType.SGX;
  }

  private static QuoteBodyType declaredBody(byte[] evidence, long tee) throws Malformed {
    need(evidence, HEADER_BYTES + 6);
    int number = u16(evidence, HEADER_BYTES);
    Optional<QuoteBodyType> type = QuoteBodyType.ofNumber(number);
    if (type.isEmpty()) {
      throw malformed(
          IntelReason.QUOTE_BODY_UNSUPPORTED,
          "The body's type is "
              + number
              + (number == QuoteBodyType.TD15_EXTENDED ? ", TD 1.5 with extended fields." : "."));
    }
    long size = u32(evidence, HEADER_BYTES + 2);
    boolean fits = size == type.get().bytes() && type.get().tee().equals(impliedBody(tee).tee());
    if (!fits) {
      throw malformed(
          IntelReason.QUOTE_BODY_MISMATCH,
          "A body of type " + number + " with " + size + " bytes does not fit its header.");
    }
    return type.get();
  }

  private static void need(byte[] evidence, int length) throws Malformed {
    if (evidence.length < length) {
      throw malformed(
          IntelReason.QUOTE_TRUNCATED,
          "There are " + evidence.length + " bytes, at least " + length + " are needed.");
    }
  }

  private static Malformed malformed(IntelReason reason, String detail) {
    return new Malformed(reason.because(detail));
  }

  /** What the header says that no accepted quote says; empty if all is well. */
  Optional<Reason> headerFault() {
    int keyType = u16(bytes, 2);
    if (keyType != ECDSA_P256) {
      return Optional.of(
          IntelReason.QUOTE_KEY_TYPE_UNSUPPORTED.because(
              "The attestation key's type is " + keyType + "; 2 is ECDSA on P-256."));
    }
    return isIntelQe(bytes)
        ? Optional.empty()
        : Optional.of(IntelReason.QUOTE_VENDOR_UNKNOWN.plain());
  }

  private static boolean isIntelQe(byte[] blob) {
    return Arrays.equals(
        blob, VENDOR_ID, VENDOR_ID + INTEL_QE.length, INTEL_QE, 0, INTEL_QE.length);
  }

  /** 3, 4 or 5. */
  public int version() {
    return version;
  }

  /** What the body is. */
  public QuoteBodyType bodyType() {
    return bodyType;
  }

  /** The body, as long as its type says. */
  public byte[] body() {
    return Arrays.copyOfRange(bytes, bodyOffset, signedBytes());
  }

  /** All bytes as received, shared and not to be changed. */
  byte[] rawBytes() {
    return bytes;
  }

  /** How many bytes from the start the attestation key signs. */
  int signedBytes() {
    return bodyOffset + bodyType.bytes();
  }

  /** What follows the body. */
  public SignatureData signatureData() {
    return signatureData;
  }

  /** How many bytes follow the signature data. */
  public int trailingBytes() {
    return trailingBytes;
  }

  static int u16(byte[] bytes, int offset) {
    return Short.toUnsignedInt(Pack.littleEndianToShort(bytes, offset));
  }

  static long u32(byte[] bytes, int offset) {
    return Integer.toUnsignedLong(Pack.littleEndianToInt(bytes, offset));
  }
}
