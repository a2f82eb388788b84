package dev.sealkeep.simulator;

import java.math.BigInteger;

/** The certification authorities of a product line. */
public enum Authority {
  /** The AMD root key: signs ASK, ASVK and the CRL. */
  ARK("ARK-", 0),
  /** The AMD SEV key: signs VCEKs. */
  ASK("SEV-", 1),
  /** The AMD SEV VLEK key: signs VLEKs. */
  ASVK("SEV-VLEK-", 0x101);

  private final String prefix;
  private final int serialOffset;

  Authority(String prefix, int serialOffset) {
    this.prefix = prefix;
    this.serialOffset = serialOffset;
  }

  /** The common name: {@code ARK-Milan}, {@code SEV-Milan}, {@code SEV-VLEK-Milan}. */
  public String commonName(Product product) {
    return prefix + product.line();
  }

  /** The serial number of this authority's certificate, as a CRL names it. */
  public BigInteger serial(Product product) {
    return BigInteger.valueOf((long) product.serialBase() + serialOffset);
  }
}
