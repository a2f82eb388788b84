package dev.sealkeep.agent.device.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Where the report stands in an ECDSA quote, little-endian. Intel TDX DCAP Quoting Library API,
 * appendix 3; Intel SGX ECDSA QuoteLibReference DCAP API, appendix A.
 *
 * @param tee TEE_TYPE of the header
 * @param oldest the oldest version of the quote that has such a report
 * @param bodyBytes the size of the report, in version 5 its least
 */
record QuoteLayout(int tee, int oldest, int bodyBytes) {
  /** A TD's. */
  static final QuoteLayout TDX = new QuoteLayout(0x81, 4, 584);

  /** An enclave's. */
  static final QuoteLayout SGX = new QuoteLayout(0, 3, 384);

  private static final int NEWEST = 5;
  private static final int TEE_TYPE = 4;
  private static final int HEADER_BYTES = 48;

  /** Of version 5: u16 type and u32 size of the body, which are in front of it. */
  private static final int BODY_DESCRIPTOR_BYTES = 6;

  /** Where the report begins; empty if the bytes are no whole quote of this kind. */
  Optional<Integer> body(byte[] quote) {
    if (quote.length < HEADER_BYTES + BODY_DESCRIPTOR_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(quote).order(ByteOrder.LITTLE_ENDIAN);
    int version = Short.toUnsignedInt(bytes.getShort(0));
    int start = version == NEWEST ? HEADER_BYTES + BODY_DESCRIPTOR_BYTES : HEADER_BYTES;
    long size =
        version == NEWEST
            ? Integer.toUnsignedLong(bytes.getInt(HEADER_BYTES + Short.BYTES))
            : bodyBytes;
    boolean known = version >= oldest && version <= NEWEST && bytes.getInt(TEE_TYPE) == tee;
    long signature = start + size;
    if (!known || size < bodyBytes || signature + Integer.BYTES > quote.length) {
      return Optional.empty();
    }
    long end = signature + Integer.BYTES + Integer.toUnsignedLong(bytes.getInt((int) signature));
    return end <= quote.length ? Optional.of(start) : Optional.empty();
  }
}
