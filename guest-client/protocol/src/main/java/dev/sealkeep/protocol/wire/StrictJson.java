package dev.sealkeep.protocol.wire;

import dev.sealkeep.protocol.wire.JsonValue.JsonObject;

/**
 * Reads JSON (RFC 8259) that has exactly one meaning: well-formed UTF-8, no byte order mark, no
 * duplicate member, only integers, nothing after the value.
 */
public final class StrictJson {
  private StrictJson() {}

  /** Reads one value of any type. */
  public static Parsed<JsonValue> parse(byte[] document, JsonLimits limits) {
    try {
      return new Parsed.Accepted<>(new JsonParser(document, limits).document());
    } catch (Mismatch mismatch) {
      return new Parsed.Rejected<>(mismatch.fault());
    }
  }

  /** Reads one object whose members are exactly those that {@code shape} reads. */
  public static <T> Parsed<T> parse(byte[] document, JsonLimits limits, JsonShape<T> shape) {
    try {
      if (!(new JsonParser(document, limits).document() instanceof JsonObject object)) {
        return new Parsed.Rejected<>(new WireFault(WireReason.WRONG_TYPE, 0, ""));
      }
      return new Parsed.Accepted<>(ObjectReader.read(object, "", shape));
    } catch (Mismatch mismatch) {
      return new Parsed.Rejected<>(mismatch.fault());
    }
  }
}
