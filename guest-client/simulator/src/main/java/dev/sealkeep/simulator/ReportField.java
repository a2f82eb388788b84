package dev.sealkeep.simulator;

/**
 * The fields of an attestation report: offset and size in bytes. AMD 56860, ATTESTATION_REPORT
 * table. All integers are little-endian.
 */
public enum ReportField {
  /** The report's version. */
  VERSION(0x000, 4),
  /** The guest's security version number. */
  GUEST_SVN(0x004, 4),
  /** The guest policy. */
  POLICY(0x008, 8),
  /** The family id of the ID block. */
  FAMILY_ID(0x010, 16),
  /** The image id of the ID block. */
  IMAGE_ID(0x020, 16),
  /** The VMPL of the request. */
  VMPL(0x030, 4),
  /** 1: ECDSA P-384 with SHA-384. */
  SIGNATURE_ALGO(0x034, 4),
  /** The current TCB. */
  CURRENT_TCB(0x038, 8),
  /** Facts of the platform, a bit field. */
  PLATFORM_INFO(0x040, 8),
  /** Author key, masked chip key and signing key, a bit field. */
  KEY_INFO(0x048, 4),
  /** Zero. */
  RESERVED_KEY_INFO(0x04C, 4),
  /** The guest's own 64 bytes. */
  REPORT_DATA(0x050, 64),
  /** The launch digest. */
  MEASUREMENT(0x090, 48),
  /** The host's own 32 bytes, given at launch. */
  HOST_DATA(0x0C0, 32),
  /** The digest of the ID key. */
  ID_KEY_DIGEST(0x0E0, 48),
  /** The digest of the author key. */
  AUTHOR_KEY_DIGEST(0x110, 48),
  /** The id of this guest instance. */
  REPORT_ID(0x140, 32),
  /** The id of the migration agent; all FF without one. */
  REPORT_ID_MA(0x160, 32),
  /** The reported TCB, which selects the endorsement key. */
  REPORTED_TCB(0x180, 8),
  /** Version 3 and later: family, model and stepping. */
  CPUID(0x188, 3),
  /** Zero. */
  RESERVED_CPUID(0x18B, 21),
  /** The chip's id, with zeros behind it on Turin. */
  CHIP_ID(0x1A0, 64),
  /** The committed TCB. */
  COMMITTED_TCB(0x1E0, 8),
  /** Build, minor, major of the current firmware. */
  CURRENT_VERSION(0x1E8, 3),
  /** Zero. */
  RESERVED_CURRENT_VERSION(0x1EB, 1),
  /** Build, minor, major of the committed firmware. */
  COMMITTED_VERSION(0x1EC, 3),
  /** Zero. */
  RESERVED_COMMITTED_VERSION(0x1EF, 1),
  /** The current TCB at launch. */
  LAUNCH_TCB(0x1F0, 8),
  /** Version 5: the mitigation vector at launch. */
  LAUNCH_MIT_VECTOR(0x1F8, 8),
  /** Version 5: the current mitigation vector. */
  CURRENT_MIT_VECTOR(0x200, 8),
  /** Zero. */
  RESERVED_END(0x208, 152),
  /** R and S, 72 bytes each, little-endian, then zeros. */
  SIGNATURE(0x2A0, 512);

  /** The size of a report. */
  public static final int REPORT_BYTES = 0x4A0;

  /** The size of the part that is signed. */
  public static final int SIGNED_BYTES = 0x2A0;

  private final int offset;
  private final int size;

  ReportField(int offset, int size) {
    this.offset = offset;
    this.size = size;
  }

  /** The offset of the first byte. */
  public int offset() {
    return offset;
  }

  /** The number of bytes. */
  public int size() {
    return size;
  }
}
