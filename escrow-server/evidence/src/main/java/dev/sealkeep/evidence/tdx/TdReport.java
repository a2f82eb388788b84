package dev.sealkeep.evidence.tdx;

import dev.sealkeep.evidence.intel.Quote;
import dev.sealkeep.evidence.intel.QuoteBodyType;
import dev.sealkeep.evidence.intel.SeamModule;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.util.Pack;

/**
 * What a trust domain's quote vouches for (Intel TDX DCAP Quoting Library API, appendix 3, TD Quote
 * Body): 584 bytes under TDX 1.0, 648 under 1.5, integers little-endian. Immutable, not trusted by
 * itself.
 */
public final class TdReport {
  /** The number of run-time measurement registers. */
  public static final int RTMRS = 4;

  private static final int REGISTER_BYTES = 48;
  private static final int TD15_PART = 584;

  private final byte[] body;

  private TdReport(byte[] body) {
    this.body = body;
  }

  /** The report in a quote; empty in a quote of an enclave. */
  public static Optional<TdReport> of(Quote quote) {
    return switch (quote.bodyType()) {
      case TD10, TD15 -> Optional.of(new TdReport(quote.body()));
      case SGX -> Optional.empty();
    };
  }

  /** TEE_TCB_SVN as the TD was launched, 16 bytes. */
  public byte[] teeTcbSvn() {
    return slice(0, 16);
  }

  /** MRSEAM, 48 bytes. */
  public byte[] mrSeam() {
    return slice(16, REGISTER_BYTES);
  }

  /** MRSIGNERSEAM, 48 bytes; zero for a module of Intel's. */
  public byte[] mrSignerSeam() {
    return slice(64, REGISTER_BYTES);
  }

  /** SEAMATTRIBUTES, 8 bytes in memory order. */
  public byte[] seamAttributes() {
    return slice(112, 8);
  }

  /** TDATTRIBUTES as an integer. */
  public TdAttributes tdAttributes() {
    return new TdAttributes(Pack.littleEndianToLong(body, 120));
  }

  /** XFAM, 8 bytes in memory order. */
  public byte[] xfam() {
    return slice(128, 8);
  }

  /** MRTD, 48 bytes. */
  public byte[] mrTd() {
    return slice(136, REGISTER_BYTES);
  }

  /** MRCONFIGID, 48 bytes. */
  public byte[] mrConfigId() {
    return slice(184, REGISTER_BYTES);
  }

  /** MROWNER, 48 bytes. */
  public byte[] mrOwner() {
    return slice(232, REGISTER_BYTES);
  }

  /** MROWNERCONFIG, 48 bytes. */
  public byte[] mrOwnerConfig() {
    return slice(280, REGISTER_BYTES);
  }

  /** RTMR {@code index}, 0 to 3, 48 bytes. */
  public byte[] rtmr(int index) {
    return slice(328 + index * REGISTER_BYTES, REGISTER_BYTES);
  }

  /** REPORTDATA, 64 bytes. */
  public byte[] reportData() {
    return slice(520, 64);
  }

  /** TEE_TCB_SVN_2, the TDX module that runs now, 16 bytes; only in TDX 1.5. */
  public Optional<byte[]> teeTcbSvn2() {
    return isTd15() ? Optional.of(slice(TD15_PART, 16)) : Optional.empty();
  }

  /** MRSERVICETD, 48 bytes; only in TDX 1.5. */
  public Optional<byte[]> mrServiceTd() {
    return isTd15() ? Optional.of(slice(TD15_PART + 16, REGISTER_BYTES)) : Optional.empty();
  }

  private boolean isTd15() {
    return body.length == QuoteBodyType.TD15.bytes();
  }

  /** What the TCB evaluation needs of the report. */
  SeamModule seamModule() {
    return new SeamModule(teeTcbSvn(), mrSignerSeam(), seamAttributes(), teeTcbSvn2());
  }

  private byte[] slice(int offset, int length) {
    return Arrays.copyOfRange(body, offset, offset + length);
  }
}
