package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import java.util.Arrays;
import java.util.Optional;

/** What a quote vouches for (Intel TDX DCAP Quoting Library API, appendix 3). */
public enum QuoteBodyType {
  /** The report of an SGX enclave. */
  SGX(1, 384, "SGX", IntelTee.SGX),
  /** The report of a trust domain under TDX 1.0. */
  TD10(2, 584, "TD10", IntelTee.TDX),
  /** The report of a trust domain under TDX 1.5. */
  TD15(3, 648, "TD15", IntelTee.TDX);

  /** TD 1.5 with extended fields, which is not read. */
  static final int TD15_EXTENDED = 4;

  private final int number;
  private final int bytes;
  private final String tag;
  private final IntelTee tee;

  QuoteBodyType(int number, int bytes, String tag, IntelTee tee) {
    this.number = number;
    this.bytes = bytes;
    this.tag = tag;
    this.tee = tee;
  }

  /** The type of a number in a quote of version 5; empty for any that is not read. */
  static Optional<QuoteBodyType> ofNumber(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** The size of the body in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The name in displays, such as {@code TD10}. */
  public String tag() {
    return tag;
  }

  /** The kind of hardware that makes such a body. */
  public IntelTee tee() {
    return tee;
  }
}
