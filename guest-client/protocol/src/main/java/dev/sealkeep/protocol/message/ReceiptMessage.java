package dev.sealkeep.protocol.message;

/**
 * The receipt in a release answer, not yet verified.
 *
 * @param entry the log entry as stored: deterministic CBOR
 * @param salt the 32 bytes that blind the entry's commitment
 * @param tag T, the 32-byte tag under the tenant's k_tenant
 * @param proof a C2SP tlog-proof text of the leaf C ‖ T
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record ReceiptMessage(byte[] entry, byte[] salt, byte[] tag, String proof) {
  /** Names the sizes. */
  @Override
  public String toString() {
    return "ReceiptMessage[entry of %d bytes, proof of %d characters]"
        .formatted(entry.length, proof.length());
  }
}
