package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.TrustAnchors;
import java.util.Arrays;

/**
 * A TDX quote of version 4 with all of its collateral, under a root made for it.
 *
 * @param quote the quote
 * @param context the collateral, a time at which it is valid, and the report data
 * @param anchors the root
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record MadeUpQuote(byte[] quote, AppraisalContext context, TrustAnchors anchors) {
  private static final int SIGNED_BYTES = 48 + 584;
  private static final int SIGNATURE_OFFSET = SIGNED_BYTES + 4;

  /** A new one. */
  public static MadeUpQuote tdx() {
    Machine machine = Machine.tdx();
    return new MadeUpQuote(machine.quote(), machine.context(), machine.anchors);
  }

  /** The bytes that the attestation key signed. */
  public byte[] signed() {
    return Arrays.copyOf(quote, SIGNED_BYTES);
  }

  /** Its signature, r and s of 32 bytes each. */
  public byte[] signature() {
    return Arrays.copyOfRange(quote, SIGNATURE_OFFSET, SIGNATURE_OFFSET + 64);
  }

  /** The attestation key, x and y of 32 bytes each. */
  public byte[] attestationKey() {
    return Arrays.copyOfRange(quote, SIGNATURE_OFFSET + 64, SIGNATURE_OFFSET + 128);
  }
}
