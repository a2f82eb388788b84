package dev.sealkeep.evidence.vtpm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/** Reads byte strings of at most 64 KiB out of JSON; empty for anything else. */
public final class JsonOctets {
  private static final int MAX_BYTES = 64 * 1024;

  private JsonOctets() {}

  /** Hexadecimal digits of either case, or a list of integers from 0 to 255. */
  public static Optional<byte[]> ofHex(JsonNode node) {
    return node.isArray() ? ofList(node) : ofText(node, HexFormat.of()::parseHex);
  }

  /** Base64 of either alphabet (RFC 4648, sections 4 and 5), with or without padding. */
  public static Optional<byte[]> ofBase64(JsonNode node) {
    return ofText(
        node, text -> Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
  }

  private static Optional<byte[]> ofText(JsonNode node, Function<String, byte[]> decoder) {
    if (!node.isTextual() || node.textValue().length() > 2 * MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.apply(node.textValue())).filter(b -> b.length <= MAX_BYTES);
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> ofList(JsonNode list) {
    if (list.size() > MAX_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      JsonNode value = list.get(i);
      if (!value.isInt() || value.intValue() < 0 || value.intValue() > 0xFF) {
        return Optional.empty();
      }
      bytes[i] = (byte) value.intValue();
    }
    return Optional.of(bytes);
  }
}
