package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.CERTIFICATE_CHARS;
import static dev.sealkeep.protocol.message.MessageLimits.CHALLENGE_ANSWER_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.CHALLENGE_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.LOG_KEY_CHARS;
import static dev.sealkeep.protocol.message.MessageLimits.OFFERS;

import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.List;

/**
 * The answer to {@code POST /v1/challenges}. Its body as received goes into the transcript and back
 * to the server, so a receiver keeps the bytes beside the parsed record.
 *
 * @param challenge an opaque token, 1 to 256 bytes
 * @param offers technologies, KEMs and the log's key
 * @param certificate the signed note by which the log-root key certifies the log's key
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque token; never compared
public record ChallengeAnswer(byte[] challenge, Offers offers, String certificate) {
  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        answer ->
            answer
                .bytes("challenge", challenge)
                .texts("technologies", offers.technologies())
                .integers("kems", offers.kems())
                .object(
                    "log",
                    log -> log.text("key", offers.logKey()).text("certificate", certificate)));
  }

  /** Reads a body of at most 16 KiB. */
  public static Parsed<ChallengeAnswer> parse(byte[] body) {
    return StrictJson.parse(
        body, JsonLimits.ofMessage(CHALLENGE_ANSWER_BYTES), ChallengeAnswer::read);
  }

  /** The two texts that name the log. */
  private record Log(String key, String certificate) {}

  private static ChallengeAnswer read(ObjectReader answer) throws Mismatch {
    byte[] challenge = answer.bytes("challenge", 1, CHALLENGE_BYTES);
    List<String> technologies =
        answer.texts("technologies", 0, OFFERS, Tag::parse, WireReason.NOT_A_TAG);
    List<Integer> kems =
        answer.integers("kems", 0, OFFERS, 0, 0xFFFF).stream().map(Long::intValue).toList();
    Log log =
        answer.object(
            "log",
            members ->
                new Log(
                    members.text("key", 1, LOG_KEY_CHARS),
                    members.text("certificate", 1, CERTIFICATE_CHARS)));
    return new ChallengeAnswer(
        challenge, new Offers(technologies, kems, log.key()), log.certificate());
  }

  /** Names the offers, not the token. */
  @Override
  public String toString() {
    return "ChallengeAnswer[" + offers + "]";
  }
}
