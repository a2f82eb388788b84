package dev.sealkeep.agent.device.azure;

import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import java.util.Base64;
import java.util.Optional;

/**
 * What the metadata service answers: an object whose member {@code quote} is base64url, with or
 * without padding. Further members are left alone.
 */
final class QuoteAnswer {
  /** The longest answer: the longest evidence in base64, and some room. */
  static final int MAX_BYTES = MessageLimits.EVIDENCE_BYTES / 3 * 4 + 4096;

  private QuoteAnswer() {}

  /** The quote in an answer, or empty if there is none. */
  static Optional<byte[]> quote(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(MAX_BYTES))
                instanceof Parsed.Accepted<JsonValue>(JsonObject answer)
            && answer.members().get("quote") instanceof JsonText(String text, int _)
        ? decoded(text)
        : Optional.empty();
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text))
          .filter(quote -> quote.length > 0 && quote.length <= MessageLimits.EVIDENCE_BYTES);
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }
}
