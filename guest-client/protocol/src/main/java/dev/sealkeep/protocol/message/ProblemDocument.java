package dev.sealkeep.protocol.message;

import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.Optional;

/**
 * An error answer, {@code application/problem+json} (RFC 9457). {@code type} is {@code
 * urn:sealkeep:problem:<code>}.
 *
 * @param code the stable code: {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param title a short summary for a person
 * @param status the HTTP status, 400 to 599
 * @param detail what happened and what to do, or empty
 * @param decision the decision, if one was made
 */
public record ProblemDocument(
    String code, String title, int status, Optional<String> detail, Optional<DecisionId> decision) {
  /** The media type of the body. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE_PREFIX = "urn:sealkeep:problem:";
  private static final int MAX_TITLE_CHARS = 256;
  private static final int MAX_DETAIL_CHARS = 4096;

  /** Returns the value of {@code type}. */
  public String type() {
    return TYPE_PREFIX + code;
  }

  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        problem -> {
          problem.text("type", type()).text("title", title).integer("status", status);
          detail.ifPresent(text -> problem.text("detail", text));
          decision.ifPresent(id -> problem.text("decision", id.toString()));
        });
  }

  /** Reads a body of at most 16 KiB. */
  public static Parsed<ProblemDocument> parse(byte[] body) {
    return StrictJson.parse(
        body, JsonLimits.ofMessage(MessageLimits.PROBLEM_BYTES), ProblemDocument::read);
  }

  private static ProblemDocument read(ObjectReader problem) throws Mismatch {
    return new ProblemDocument(
        problem.parsed("type", ProblemDocument::code, WireReason.NOT_A_TAG),
        problem.text("title", 0, MAX_TITLE_CHARS),
        (int) problem.integer("status", 400, 599),
        problem.has("detail")
            ? Optional.of(problem.text("detail", 0, MAX_DETAIL_CHARS))
            : Optional.empty(),
        problem.has("decision")
            ? Optional.of(problem.parsed("decision", DecisionId::parse, WireReason.NOT_HEX))
            : Optional.empty());
  }

  private static Optional<String> code(String type) {
    return type.startsWith(TYPE_PREFIX)
        ? Tag.parse(type.substring(TYPE_PREFIX.length()))
        : Optional.empty();
  }
}
