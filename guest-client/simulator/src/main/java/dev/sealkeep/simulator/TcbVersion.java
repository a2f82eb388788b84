package dev.sealkeep.simulator;

import java.util.Arrays;

/**
 * A TCB_VERSION: security version numbers, each 0 to 255. AMD 56860, TCB_VERSION tables.
 *
 * @param product the product whose byte order applies
 * @param fmc the first mutable code; 0 except on Turin, whose certificates alone name it
 * @param bootloader the boot loader
 * @param tee the TEE operating system
 * @param snp the SNP firmware
 * @param microcode the lowest microcode patch level of all cores
 */
public record TcbVersion(
    Product product, int fmc, int bootloader, int tee, int snp, int microcode) {
  /** The size of the encoding. */
  public static final int BYTES = 8;

  /** Throws {@link IllegalArgumentException} for a component that the layout cannot hold. */
  public TcbVersion {
    for (int component : new int[] {fmc, bootloader, tee, snp, microcode}) {
      if (component < 0 || component > 255) {
        throw new IllegalArgumentException("TCB component out of range: " + component);
      }
    }
    if (fmc != 0 && !product.hasFmc()) {
      throw new IllegalArgumentException(product + " has no FMC component");
    }
  }

  /** A TCB of Milan or Genoa. */
  public static TcbVersion of(Product product, int bootloader, int tee, int snp, int microcode) {
    return new TcbVersion(product, 0, bootloader, tee, snp, microcode);
  }

  /** A TCB of Turin. */
  public static TcbVersion turin(int fmc, int bootloader, int tee, int snp, int microcode) {
    return new TcbVersion(Product.TURIN, fmc, bootloader, tee, snp, microcode);
  }

  /** The 8 bytes as they stand in a report. */
  public byte[] encode() {
    byte[] bytes = new byte[BYTES];
    int first = product.hasFmc() ? 1 : 0;
    if (product.hasFmc()) {
      bytes[0] = (byte) fmc;
      bytes[3] = (byte) snp;
    } else {
      bytes[6] = (byte) snp;
    }
    bytes[first] = (byte) bootloader;
    bytes[first + 1] = (byte) tee;
    bytes[7] = (byte) microcode;
    return bytes;
  }

  /** Reads the 8 bytes of a report; throws {@link IllegalArgumentException} for any other. */
  public static TcbVersion decode(Product product, byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a TCB has 8 bytes, not " + bytes.length);
    }
    int first = product.hasFmc() ? 1 : 0;
    TcbVersion tcb =
        new TcbVersion(
            product,
            product.hasFmc() ? Byte.toUnsignedInt(bytes[0]) : 0,
            Byte.toUnsignedInt(bytes[first]),
            Byte.toUnsignedInt(bytes[first + 1]),
            Byte.toUnsignedInt(bytes[product.hasFmc() ? 3 : 6]),
            Byte.toUnsignedInt(bytes[7]));
    if (!Arrays.equals(tcb.encode(), bytes)) {
      throw new IllegalArgumentException("a reserved byte of the TCB is not zero");
    }
    return tcb;
  }

  /** Whether no component is above that of {@code other}, which is of the same product. */
  public boolean atMost(TcbVersion other) {
    return product == other.product
        && fmc <= other.fmc
        && bootloader <= other.bootloader
        && tee <= other.tee
        && snp <= other.snp
        && microcode <= other.microcode;
  }

  /** The same vector with another SNP component. */
  public TcbVersion withSnp(int value) {
    return new TcbVersion(product, fmc, bootloader, tee, value, microcode);
  }

  /** The same vector with another microcode component. */
  public TcbVersion withMicrocode(int value) {
    return new TcbVersion(product, fmc, bootloader, tee, snp, value);
  }
}
