package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.BODY_BYTES;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;

/**
 * The answer of 200 to {@code POST /v1/preflights}. It has no key.
 *
 * @param decisionId the decision
 * @param permitted whether the next boot would be given the key
 * @param receipt what proves that this answer was logged
 */
public record PreflightAnswer(DecisionId decisionId, boolean permitted, ReceiptMessage receipt) {
  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        answer ->
            answer
                .text("decision_id", decisionId.toString())
                .flag("permitted", permitted)
                .object("receipt", receipt::write));
  }

  /** Reads a body of at most 1 MiB. */
  public static Parsed<PreflightAnswer> parse(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(BODY_BYTES), PreflightAnswer::read);
  }

  private static PreflightAnswer read(ObjectReader answer) throws Mismatch {
    return new PreflightAnswer(
        answer.parsed("decision_id", DecisionId::parse, WireReason.NOT_HEX),
        answer.flag("permitted"),
        answer.object("receipt", ReceiptMessage::read));
  }
}
