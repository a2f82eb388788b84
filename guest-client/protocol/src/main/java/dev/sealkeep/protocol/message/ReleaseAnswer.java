package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.BODY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.CIPHERTEXT_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.ENTRY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.PROOF_CHARS;
import static dev.sealkeep.protocol.message.MessageLimits.SALT_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.TAG_BYTES;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;

/**
 * The answer of 200 to {@code POST /v1/releases}.
 *
 * @param decisionId the decision
 * @param keyVersion the version of the key, 1 to 2³¹ − 1
 * @param enc the HPKE encapsulation, 32 or 1120 bytes
 * @param ciphertext the sealed key with its tag
 * @param receipt what proves that the release was logged
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record ReleaseAnswer(
    DecisionId decisionId, int keyVersion, byte[] enc, byte[] ciphertext, ReceiptMessage receipt) {
  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        answer ->
            answer
                .text("decision_id", decisionId.toString())
                .integer("key_version", keyVersion)
                .bytes("enc", enc)
                .bytes("ciphertext", ciphertext)
                .object("receipt", this::write));
  }

  private void write(JsonWriter out) {
    out.bytes("entry", receipt.entry())
        .bytes("salt", receipt.salt())
        .bytes("tag", receipt.tag())
        .text("proof", receipt.proof());
  }

  /** Reads a body of at most 1 MiB. */
  public static Parsed<ReleaseAnswer> parse(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(BODY_BYTES), ReleaseAnswer::read);
  }

  private static ReleaseAnswer read(ObjectReader answer) throws Mismatch {
    return new ReleaseAnswer(
        answer.parsed("decision_id", DecisionId::parse, WireReason.NOT_HEX),
        (int) answer.integer("key_version", 1, Integer.MAX_VALUE),
        answer.bytes("enc", Kem.X25519.encapsulationBytes(), Kem.X_WING.encapsulationBytes()),
        answer.bytes("ciphertext", 1, CIPHERTEXT_BYTES),
        answer.object("receipt", ReleaseAnswer::receipt));
  }

  private static ReceiptMessage receipt(ObjectReader receipt) throws Mismatch {
    return new ReceiptMessage(
        receipt.bytes("entry", 1, ENTRY_BYTES),
        receipt.bytes("salt", SALT_BYTES, SALT_BYTES),
        receipt.bytes("tag", TAG_BYTES, TAG_BYTES),
        receipt.text("proof", 1, PROOF_CHARS));
  }

  /** Names the decision and the version. */
  @Override
  public String toString() {
    return "ReleaseAnswer[%s, version %d, %s]".formatted(decisionId, keyVersion, receipt);
  }
}
