package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.Parsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report: an SPDM 1.1 GET_MEASUREMENTS request and the MEASUREMENTS response to it (DMTF DSP0274
 * 1.1.1, sections 10.11.1 and 10.11.2), all numbers little-endian.
 *
 * <pre>
 * request  0  u8  SPDMVersion, 0x11
 *          1  u8  RequestResponseCode, 0xE0
 *          2  u8  Param1, bit 0: a signature is requested
 *          3  u8  Param2
 *          4  32  Nonce
 *         36  u8  SlotIDParam
 * response 0  u8  SPDMVersion, 0x11
 *          1  u8  RequestResponseCode, 0x60
 *          2  u16 Param1, Param2
 *          4  u8  NumberOfBlocks, 1 to 64
 *          5  u24 MeasurementRecordLength
 *          8      MeasurementRecord: blocks of Index u8, MeasurementSpecification u8 (1),
 *                 MeasurementSize u16, type u8, value size u16 (48), value
 *             32  Nonce of the responder
 *             u16 OpaqueLength
 *                 OpaqueData
 *             96  Signature, r ‖ s on P-384
 * </pre>
 *
 * @param signed what is signed, and how
 * @param nonce the requester's, 32 bytes
 * @param measurements 48 bytes each, under indices 1 to 64
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
record MeasurementReport(
    Signed signed, byte[] nonce, SortedMap<Integer, byte[]> measurements, OpaqueData opaque) {
  /** The longest report that is read, in bytes. */
  static final int MAX_BYTES = 16 * 1024;

  /** The size of the request, which stands first. */
  static final int REQUEST_BYTES = 37;

  private static final int SIGNATURE_BYTES = 96;
  private static final int NONCE_BYTES = 32;
  private static final int RESPONSE_HEADER_BYTES = 8;
  private static final int LEAST_BYTES =
      REQUEST_BYTES + RESPONSE_HEADER_BYTES + NONCE_BYTES + Short.BYTES + SIGNATURE_BYTES;
  private static final int MEASUREMENT_BYTES = 48;
  private static final int BLOCK_BYTES = 7 + MEASUREMENT_BYTES;
  private static final int MAX_MEASUREMENTS = 64;
  private static final byte VERSION = 0x11;
  private static final byte GET_MEASUREMENTS = (byte) 0xe0;
  private static final byte MEASUREMENTS = 0x60;
  private static final byte DMTF = 1;
  private static final String HEX_MARK = "11e0";

  MeasurementReport {
    measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
  }

  /** Whether bytes, or the hexadecimal digits they spell, start with a request and a response. */
  static boolean isRecognised(byte[] blob) {
    return binary(blob)
        .filter(
            b ->
                b.length >= LEAST_BYTES
                    && b[1] == GET_MEASUREMENTS
                    && b[REQUEST_BYTES + 1] == MEASUREMENTS
                    && b[0] >>> 4 == 1
                    && b[REQUEST_BYTES] >>> 4 == 1)
        .isPresent();
  }

  /** The bytes of a report that may be spelt in hexadecimal; empty if it is too long. */
  private static Optional<byte[]> binary(byte[] blob) {
    if (blob.length > 2 * MAX_BYTES + 2) {
      return Optional.empty();
    }
    String text = new String(blob, StandardCharsets.ISO_8859_1).strip();
    byte[] bytes = blob;
    if (text.regionMatches(true, 0, HEX_MARK, 0, HEX_MARK.length())) {
      try {
        bytes = HexFormat.of().parseHex(text);
      } catch (IllegalArgumentException notHex) {
        return Optional.of(blob);
      }
    }
    return bytes.length > MAX_BYTES ? Optional.empty() : Optional.of(bytes);
  }

  /** Reads a report, binary or spelt in hexadecimal. */
  static Parsed<MeasurementReport> parse(byte[] blob) {
    Optional<byte[]> bytes = binary(blob);
    if (bytes.isEmpty()) {
      return refused(NvidiaReason.REPORT_TOO_LARGE, "At most " + MAX_BYTES + " bytes are read.");
    }
    return ofBinary(bytes.get());
  }

  /**
   * What a blob's last 96 bytes would sign, whatever is wrong with the rest.
   *
   * @param message all bytes before the signature
   * @param signature r ‖ s
   */
  record Signed(byte[] message, byte[] signature) {
    /** Splits a blob; empty if it is too short or too long. */
    static Optional<Signed> of(byte[] blob) {
      return binary(blob)
          .filter(bytes -> bytes.length > SIGNATURE_BYTES)
          .map(bytes -> at(bytes, bytes.length - SIGNATURE_BYTES));
    }

    private static Signed at(byte[] bytes, int end) {
      return new Signed(
          Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, end, end + SIGNATURE_BYTES));
    }
  }

  private static Parsed<MeasurementReport> ofBinary(byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      return malformed(bytes.length + " bytes; a report has at least " + LEAST_BYTES);
    }
    if (bytes[1] != GET_MEASUREMENTS || bytes[REQUEST_BYTES + 1] != MEASUREMENTS) {
      return malformed("the messages are no GET_MEASUREMENTS and MEASUREMENTS");
    }
    if (bytes[0] != VERSION || bytes[REQUEST_BYTES] != VERSION) {
      return refused(
          NvidiaReason.REPORT_VERSION_UNSUPPORTED,
          "The versions are %02x and %02x.".formatted(bytes[0], bytes[REQUEST_BYTES]));
    }
    if ((bytes[2] & 1) == 0) {
      return new Parsed.Refused<>(NvidiaReason.REPORT_UNSIGNED.plain());
    }
    return ofResponse(bytes);
  }

  private static Parsed<MeasurementReport> ofResponse(byte[] bytes) {
    ByteBuffer response = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int blocks = Byte.toUnsignedInt(bytes[REQUEST_BYTES + 4]);
    int recordBytes = response.getInt(REQUEST_BYTES + 4) >>> 8;
    if (blocks < 1 || blocks > MAX_MEASUREMENTS || recordBytes != blocks * BLOCK_BYTES) {
      return malformed(blocks + " measurements in " + recordBytes + " bytes");
    }
    int opaqueLengthAt = REQUEST_BYTES + RESPONSE_HEADER_BYTES + recordBytes + NONCE_BYTES;
    if (opaqueLengthAt + Short.BYTES + SIGNATURE_BYTES > bytes.length) {
      return malformed("the measurements are cut off");
    }
    int opaqueBytes = Short.toUnsignedInt(response.getShort(opaqueLengthAt));
    int opaqueAt = opaqueLengthAt + Short.BYTES;
    int signatureAt = opaqueAt + opaqueBytes;
    if (signatureAt + SIGNATURE_BYTES != bytes.length) {
      return malformed("opaque data of " + opaqueBytes + " bytes do not end at the signature");
    }
    Optional<SortedMap<Integer, byte[]>> measurements =
        measurements(response.position(REQUEST_BYTES + RESPONSE_HEADER_BYTES), blocks);
    Optional<OpaqueData> opaque =
        OpaqueData.parse(Arrays.copyOfRange(bytes, opaqueAt, signatureAt));
    if (measurements.isEmpty() || opaque.isEmpty()) {
      return malformed(measurements.isEmpty() ? "a measurement block" : "the opaque data");
    }
    return new Parsed.Accepted<>(
        new MeasurementReport(
            Signed.at(bytes, signatureAt),
            Arrays.copyOfRange(bytes, 4, 4 + NONCE_BYTES),
            measurements.get(),
            opaque.get()));
  }

  private static Optional<SortedMap<Integer, byte[]>> measurements(ByteBuffer record, int blocks) {
    SortedMap<Integer, byte[]> measurements = new TreeMap<>();
    for (int i = 0; i < blocks; i++) {
      int index = Byte.toUnsignedInt(record.get());
      byte specification = record.get();
      int size = Short.toUnsignedInt(record.getShort());
      record.get();
      int valueSize = Short.toUnsignedInt(record.getShort());
      byte[] value = new byte[MEASUREMENT_BYTES];
      record.get(value);
      boolean good =
          index >= 1
              && index <= MAX_MEASUREMENTS
              && specification == DMTF
              && size == BLOCK_BYTES - 4
              && valueSize == MEASUREMENT_BYTES;
      if (!good || measurements.put(index, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(measurements);
  }

  private static Parsed<MeasurementReport> malformed(String what) {
    return refused(NvidiaReason.REPORT_MALFORMED, "Out of bounds: " + what + ".");
  }

  private static Parsed<MeasurementReport> refused(NvidiaReason reason, String detail) {
    return new Parsed.Refused<>(reason.because(detail));
  }
}
