package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.ENTRY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.PROOF_CHARS;
import static dev.sealkeep.protocol.message.MessageLimits.SALT_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.TAG_BYTES;

import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;

/**
 * The receipt in an answer, not yet verified.
 *
 * @param entry the log entry as stored: deterministic CBOR
 * @param salt the 32 bytes that blind the entry's commitment
 * @param tag T, the 32-byte tag under the tenant's k_tenant
 * @param proof a C2SP tlog-proof text of the leaf C ‖ T
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record ReceiptMessage(byte[] entry, byte[] salt, byte[] tag, String proof) {
  void write(JsonWriter out) {
    out.bytes("entry", entry).bytes("salt", salt).bytes("tag", tag).text("proof", proof);
  }

  static ReceiptMessage read(ObjectReader receipt) throws Mismatch {
    return new ReceiptMessage(
        receipt.bytes("entry", 1, ENTRY_BYTES),
        receipt.bytes("salt", SALT_BYTES, SALT_BYTES),
        receipt.bytes("tag", TAG_BYTES, TAG_BYTES),
        receipt.text("proof", 1, PROOF_CHARS));
  }

  /** Names the sizes. */
  @Override
  public String toString() {
    return "ReceiptMessage[entry of %d bytes, proof of %d characters]"
        .formatted(entry.length, proof.length());
  }
}
