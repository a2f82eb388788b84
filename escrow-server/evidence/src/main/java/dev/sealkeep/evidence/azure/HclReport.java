package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.snp.SnpReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.util.Pack;

/**
 * The report of Azure's paravisor, as it lies in NV index 0x01400001 of the vTPM; all integers
 * little-endian:
 *
 * <pre>
 * 0x000   32  header: "HCLA", version (1 or 2), report size (0x4C0 + data size), request type (2),
 *             status, 12 reserved bytes
 * 0x020 1184  hardware report: an SNP report, or a TDREPORT of 1024 bytes and zeros
 * 0x4C0   20  data size (20 + n), version (1), hardware (2 SNP, 4 TDX), hash (1 SHA-256,
 *             2 SHA-384, 3 SHA-512), n
 * 0x4D4    n  runtime data
 *             zeros to the end of the NV index, commonly 2600 bytes in all
 * </pre>
 *
 * Nothing but the hardware report is signed. Its REPORT_DATA is the hash of the runtime data,
 * followed by zeros.
 *
 * @param version of the header
 * @param hardware what kind of hardware report it holds
 * @param hardwareReport 1184 or 1024 bytes
 * @param hash of the runtime data
 * @param runtimeData the n bytes as received, which is what the hash is over
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs of one report; never compared
record HclReport(
    int version, Hardware hardware, byte[] hardwareReport, Hash hash, byte[] runtimeData) {
  /** The most bytes that are read. */
  static final int MAX_BYTES = 16 * 1024;

  private static final int MAGIC = 0x414C_4348;
  private static final int HARDWARE_AT = 0x20;
  private static final int DATA_AT = 0x4C0;
  private static final int DATA_HEADER_BYTES = 20;
  private static final int RUNTIME_AT = DATA_AT + DATA_HEADER_BYTES;
  private static final int MAX_VERSION = 2;
  private static final int REQUEST_TYPE = 2;
  private static final int DATA_VERSION = 1;

  /** What kind of hardware report a report holds. */
  enum Hardware {
    /** SEV-SNP. */
    SNP(2, SnpReport.BYTES),
    /** TDX. */
    TDX(4, TdReportStruct.BYTES);

    private final int number;
    private final int bytes;

    Hardware(int number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    /** As the report names it. */
    int number() {
      return number;
    }
  }

  /** How the runtime data is hashed. */
  enum Hash {
    /** SHA-256. */
    SHA_256(1, "SHA-256"),
    /** SHA-384. */
    SHA_384(2, "SHA-384"),
    /** SHA-512. */
    SHA_512(3, "SHA-512");

    private final int number;
    private final String algorithm;

    Hash(int number, String algorithm) {
      this.number = number;
      this.algorithm = algorithm;
    }
  }

  /** Whether the bytes begin as such a report does. */
  static boolean isRecognised(byte[] blob) {
    return blob.length >= Integer.BYTES && Pack.littleEndianToInt(blob, 0) == MAGIC;
  }

  /** Reads a report; refused with a reason under {@code azure.hcl}. */
  static Parsed<HclReport> parse(byte[] blob) {
    if (blob.length < RUNTIME_AT || blob.length > MAX_BYTES || !isRecognised(blob)) {
      return refused(
          AzureReason.HCL_MALFORMED,
          "An HCL report begins with HCLA and has " + RUNTIME_AT + " to " + MAX_BYTES + " bytes.");
    }
    int version = word(blob, 4);
    if (version < 1 || version > MAX_VERSION || word(blob, DATA_AT + 4) != DATA_VERSION) {
      return refused(
          AzureReason.HCL_VERSION_UNSUPPORTED,
          "The header has version "
              + Integer.toUnsignedString(version)
              + " and the request data version "
              + Integer.toUnsignedString(word(blob, DATA_AT + 4))
              + ".");
    }
    if (word(blob, 12) != REQUEST_TYPE) {
      return refused(
          AzureReason.HCL_MALFORMED,
          "The request type is " + Integer.toUnsignedString(word(blob, 12)) + ", not 2.");
    }
    Optional<Hardware> hardware =
        Stream.of(Hardware.values()).filter(h -> h.number == word(blob, DATA_AT + 8)).findFirst();
    Optional<Hash> hash =
        Stream.of(Hash.values()).filter(h -> h.number == word(blob, DATA_AT + 12)).findFirst();
    if (hardware.isEmpty() || hash.isEmpty()) {
      return refused(
          AzureReason.HCL_TYPE_UNSUPPORTED,
          "The report names hardware "
              + Integer.toUnsignedString(word(blob, DATA_AT + 8))
              + " and hash "
              + Integer.toUnsignedString(word(blob, DATA_AT + 12))
              + ".");
    }
    return sized(blob, version, hardware.get(), hash.get());
  }

  private static Parsed<HclReport> sized(byte[] blob, int version, Hardware hardware, Hash hash) {
    long runtimeBytes = Integer.toUnsignedLong(word(blob, DATA_AT + 16));
    long dataBytes = Integer.toUnsignedLong(word(blob, DATA_AT));
    long reportBytes = Integer.toUnsignedLong(word(blob, 8));
    if (dataBytes != DATA_HEADER_BYTES + runtimeBytes
        || reportBytes != DATA_AT + dataBytes
        || reportBytes > blob.length) {
      return refused(
          AzureReason.HCL_SIZE_MISMATCH,
          "The report has %d bytes, and says %d in all, %d of request data and %d of runtime data."
              .formatted(blob.length, reportBytes, dataBytes, runtimeBytes));
    }
    int end = RUNTIME_AT + (int) runtimeBytes;
    int hardwareEnd = HARDWARE_AT + hardware.bytes;
    if (!isZero(blob, hardwareEnd, DATA_AT) || !isZero(blob, end, blob.length)) {
      return refused(
          AzureReason.HCL_MALFORMED, "The padding of the report has a byte that is not zero.");
    }
    return new Parsed.Accepted<>(
        new HclReport(
            version,
            hardware,
            Arrays.copyOfRange(blob, HARDWARE_AT, hardwareEnd),
            hash,
            Arrays.copyOfRange(blob, RUNTIME_AT, end)));
  }

  /** What the REPORT_DATA of the hardware has to be: the hash of the runtime data and zeros. */
  byte[] expectedReportData() {
    return Arrays.copyOf(runtimeDigest(), 64);
  }

  /** The hash of the runtime data, 32, 48 or 64 bytes. */
  byte[] runtimeDigest() {
    try {
      return MessageDigest.getInstance(hash.algorithm).digest(runtimeData);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + hash.algorithm, e);
    }
  }

  private static int word(byte[] blob, int at) {
    return Pack.littleEndianToInt(blob, at);
  }

  private static boolean isZero(byte[] blob, int from, int to) {
    for (int i = from; i < to; i++) {
      if (blob[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static Parsed<HclReport> refused(AzureReason reason, String detail) {
    return new Parsed.Refused<>(reason.because(detail));
  }
}
