package dev.sealkeep.simulator;

/** The product lines whose reports and certificates are simulated, AMD 57230 and AMD 56860. */
public enum Product {
  /** Family 19h; 64-byte chip ids. */
  MILAN(0x1_0000, "Milan", "Milan-B0", 0, 64),
  /** Family 19h; 64-byte chip ids. Bergamo and Siena use this line's chain as well. */
  GENOA(0x2_0000, "Genoa", "Genoa", 0, 64),
  /** Family 1Ah; 8-byte chip ids and a TCB vector with an FMC component. */
  TURIN(0x3_0000, "Turin", "Turin", 1, 8);

  private final int serialBase;
  private final String line;
  private final String vcekProductName;
  private final int structVersion;
  private final int chipIdBytes;

  Product(int serialBase, String line, String vcekProductName, int structVersion, int chipIdBytes) {
    this.serialBase = serialBase;
    this.line = line;
    this.vcekProductName = vcekProductName;
    this.structVersion = structVersion;
    this.chipIdBytes = chipIdBytes;
  }

  /** The name in certificates: {@code Milan}, {@code Genoa} or {@code Turin}. */
  public String line() {
    return line;
  }

  /** The productName1 extension of a VCEK; that of a VLEK is {@link #line()}. */
  public String vcekProductName() {
    return vcekProductName;
  }

  /** The structVersion extension: 0, or 1 on Turin. */
  public int structVersion() {
    return structVersion;
  }

  /** The number of significant bytes of CHIP_ID and of the hwID extension: 64, or 8 on Turin. */
  public int chipIdBytes() {
    return chipIdBytes;
  }

  /** A family, model and stepping of this line. */
  public CpuId cpuId() {
    return switch (this) {
      case MILAN -> new CpuId(0x19, 0x01, 0x01);
      case GENOA -> new CpuId(0x19, 0x11, 0x01);
      case TURIN -> new CpuId(0x1A, 0x02, 0x01);
    };
  }

  /** Whether the TCB vector has an FMC component and Turin's byte order. */
  public boolean hasFmc() {
    return this == TURIN;
  }

  /** The TCB that a new simulated chip has; Milan's microcode needs two bytes of DER INTEGER. */
  public TcbVersion initialTcb() {
    return switch (this) {
      case MILAN -> TcbVersion.of(MILAN, 4, 0, 24, 219);
      case GENOA -> TcbVersion.of(GENOA, 10, 0, 25, 84);
      case TURIN -> TcbVersion.turin(1, 1, 1, 4, 75);
    };
  }

  /** The serial number of the ARK; those of ASK and ASVK are 1 and 101h more. */
  int serialBase() {
    return serialBase;
  }
}
