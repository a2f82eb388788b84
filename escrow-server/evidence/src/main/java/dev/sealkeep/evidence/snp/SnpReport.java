package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Parsed;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.util.Pack;

/**
 * An ATTESTATION_REPORT of version 2 to 5 (AMD 56860, ATTESTATION_REPORT table): 1184 bytes, all
 * integers little-endian, of which the first 672 are signed. Immutable. The bytes are kept as they
 * were received, because the signature is over them and never over a re-encoding.
 */
public final class SnpReport {
  /** The size of a report in every version. */
  public static final int BYTES = 0x4A0;

  /** How many bytes from the start are signed. */
  public static final int SIGNED_BYTES = 0x2A0;

  /** The most bytes that are read as evidence: a report with envelope or trailing bytes. */
  public static final int MAX_EVIDENCE_BYTES = 4096;

  /** VMPL of a report that the host asked for. */
  public static final long VMPL_HOST = 0xFFFF_FFFFL;

  private static final int ENVELOPE_BYTES = 0x20;

  private final byte[] bytes;
  private final int trailingBytes;

  private SnpReport(byte[] bytes, int trailingBytes) {
    this.bytes = bytes;
    this.trailingBytes = trailingBytes;
  }

  /**
   * Reads a bare report, or one in its MSG_REPORT_RSP envelope (STATUS u32, REPORT_SIZE u32, 24
   * reserved bytes, the report), with any bytes behind it. Refused with {@link
   * SnpReason#REPORT_TRUNCATED}, {@link SnpReason#REPORT_OVERSIZED} or {@link
   * SnpReason#REPORT_VERSION_UNSUPPORTED}; every other field is read as it is.
   */
  public static Parsed<SnpReport> parse(byte[] evidence) {
    if (evidence.length > MAX_EVIDENCE_BYTES) {
      return refused(
          SnpReason.REPORT_OVERSIZED,
          "The evidence has " + evidence.length + " bytes; at most 4096 are read.");
    }
    int start = isEnvelope(evidence) ? ENVELOPE_BYTES : 0;
    int available = evidence.length - start;
    if (available < BYTES) {
      return refused(
          SnpReason.REPORT_TRUNCATED,
          "There are " + available + " bytes of report; it has 1184 in every version.");
    }
    byte[] report = Arrays.copyOfRange(evidence, start, start + BYTES);
    long version = Integer.toUnsignedLong(Pack.littleEndianToInt(report, 0));
    if (version < 2 || version > 5) {
      return refused(
          SnpReason.REPORT_VERSION_UNSUPPORTED,
          "The report's version is " + version + "; versions 2 to 5 are known.");
    }
    return new Parsed.Accepted<>(new SnpReport(report, available - BYTES));
  }

  /**
   * Whether bytes found without a label look like a report, if perhaps a damaged one or one of an
   * unknown version: they begin with a small little-endian version number or an envelope.
   */
  public static boolean isRecognised(byte[] bytes) {
    boolean version =
        bytes.length >= ENVELOPE_BYTES
            && bytes[0] != 0
            && bytes[1] == 0
            && bytes[2] == 0
            && bytes[3] == 0;
    return version || isEnvelope(bytes);
  }

  private static Parsed<SnpReport> refused(SnpReason reason, String detail) {
    return new Parsed.Refused<>(reason.because(detail));
  }

  /** STATUS 0 cannot be a report's version, so the two forms never look alike. */
  private static boolean isEnvelope(byte[] evidence) {
    if (evidence.length < ENVELOPE_BYTES) {
      return false;
    }
    boolean reservedIsZero = true;
    for (int i = 8; i < ENVELOPE_BYTES; i++) {
      reservedIsZero &= evidence[i] == 0;
    }
    return reservedIsZero
        && Pack.littleEndianToInt(evidence, 0) == 0
        && Pack.littleEndianToInt(evidence, 4) == BYTES;
  }

  private long u32(int offset) {
    return Integer.toUnsignedLong(Pack.littleEndianToInt(bytes, offset));
  }

  private long u64(int offset) {
    return Pack.littleEndianToLong(bytes, offset);
  }

  private int u8(int offset) {
    return bytes[offset] & 0xFF;
  }

  private byte[] slice(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** The 1184 bytes, not copied: for signature checks in this package. */
  byte[] rawBytes() {
    return bytes;
  }

  /** How many bytes followed the report; they are not signed and not interpreted. */
  public int trailingBytes() {
    return trailingBytes;
  }

  /** VERSION, 2 to 5. */
  public int version() {
    return (int) u32(0x000);
  }

  /** GUEST_SVN, unsigned 32 bits. */
  public long guestSvn() {
    return u32(0x004);
  }

  /** POLICY. */
  public GuestPolicy policy() {
    return new GuestPolicy(u64(0x008));
  }

  /** FAMILY_ID of the ID block, 16 bytes. */
  public byte[] familyId() {
    return slice(0x010, 16);
  }

  /** IMAGE_ID of the ID block, 16 bytes. */
  public byte[] imageId() {
    return slice(0x020, 16);
  }

  /** VMPL of the request, 0 to 3, or {@link #VMPL_HOST}. */
  public long vmpl() {
    return u32(0x030);
  }

  /** SIGNATURE_ALGO; 1 is ECDSA P-384 with SHA-384. */
  public long signatureAlgorithm() {
    return u32(0x034);
  }

  /** CURRENT_TCB: the firmware that runs. */
  public TcbVersion currentTcb() {
    return new TcbVersion(u64(0x038));
  }

  /** PLATFORM_INFO. */
  public PlatformInfo platformInfo() {
    return new PlatformInfo(u64(0x040));
  }

  /** The key information word. */
  public KeyInfo keyInfo() {
    return new KeyInfo(Pack.littleEndianToInt(bytes, 0x048));
  }

  /** REPORT_DATA: 64 bytes that the guest chose. */
  public byte[] reportData() {
    return slice(0x050, 64);
  }

  /** MEASUREMENT: the launch digest, 48 bytes. */
  public byte[] measurement() {
    return slice(0x090, 48);
  }

  /** HOST_DATA: 32 bytes that the host chose at launch. */
  public byte[] hostData() {
    return slice(0x0C0, 32);
  }

  /** ID_KEY_DIGEST, SHA-384. */
  public byte[] idKeyDigest() {
    return slice(0x0E0, 48);
  }

  /** AUTHOR_KEY_DIGEST, SHA-384. */
  public byte[] authorKeyDigest() {
    return slice(0x110, 48);
  }

  /** REPORT_ID, 32 bytes. */
  public byte[] reportId() {
    return slice(0x140, 32);
  }

  /** REPORT_ID_MA, 32 bytes; all ones without a migration agent. */
  public byte[] reportIdMa() {
    return slice(0x160, 32);
  }

  /** REPORTED_TCB: the one the endorsement key was derived for. */
  public TcbVersion reportedTcb() {
    return new TcbVersion(u64(0x180));
  }

  /** CPUID family, model and stepping (combined values); empty before version 3. */
  public Optional<Cpuid> cpuid() {
    return version() >= 3
        ? Optional.of(new Cpuid(u8(0x188), u8(0x189), u8(0x18A)))
        : Optional.empty();
  }

  /**
   * The processor, by its combined CPUID values.
   *
   * @param family such as 0x19
   * @param model such as 0x11
   * @param stepping such as 1
   */
  public record Cpuid(int family, int model, int stepping) {
    /** Six lower-case hex digits: family, model, stepping. */
    public String hex() {
      return HexFormat.of().formatHex(new byte[] {(byte) family, (byte) model, (byte) stepping});
    }
  }

  /** CHIP_ID, 64 bytes; on Turin 8 and then zeros; all zero when masked. */
  public byte[] chipId() {
    return slice(0x1A0, 64);
  }

  /** Whether CHIP_ID is all zero. */
  public boolean chipIdMasked() {
    return Arrays.equals(bytes, 0x1A0, 0x1E0, new byte[64], 0, 64);
  }

  /** COMMITTED_TCB: the floor to which the firmware can be rolled back. */
  public TcbVersion committedTcb() {
    return new TcbVersion(u64(0x1E0));
  }

  /** CURRENT_MAJOR, _MINOR, _BUILD. */
  public FirmwareVersion currentVersion() {
    return new FirmwareVersion(u8(0x1EA), u8(0x1E9), u8(0x1E8));
  }

  /** COMMITTED_MAJOR, _MINOR, _BUILD. */
  public FirmwareVersion committedVersion() {
    return new FirmwareVersion(u8(0x1EE), u8(0x1ED), u8(0x1EC));
  }

  /** LAUNCH_TCB: CURRENT_TCB when the guest was launched or imported. */
  public TcbVersion launchTcb() {
    return new TcbVersion(u64(0x1F0));
  }

  /** LAUNCH_MIT_VECTOR; empty before version 5. */
  public Optional<Long> launchMitigationVector() {
    return version() >= 5 ? Optional.of(u64(0x1F8)) : Optional.empty();
  }

  /** CURRENT_MIT_VECTOR; empty before version 5. */
  public Optional<Long> currentMitigationVector() {
    return version() >= 5 ? Optional.of(u64(0x200)) : Optional.empty();
  }
}
