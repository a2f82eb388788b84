package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.BODY_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.CIPHERTEXT_BYTES;

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
                .object("receipt", receipt::write));
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
        answer.object("receipt", ReceiptMessage::read));
  }

  /** Names the decision and the version. */
  @Override
  public String toString() {
    return "ReleaseAnswer[%s, version %d, %s]".formatted(decisionId, keyVersion, receipt);
  }
}
