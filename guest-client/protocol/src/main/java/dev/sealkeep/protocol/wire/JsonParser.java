package dev.sealkeep.protocol.wire;

import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonFlag;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonNull;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recursive descent over the bytes of one document. The limit on depth, checked before each
 * descent, bounds the recursion. Strings are handled by {@link JsonStringParser}.
 */
final class JsonParser {
  private final byte[] document;
  private final JsonLimits limits;
  private int at;

  JsonParser(byte[] document, JsonLimits limits) {
    this.document = document;
    this.limits = limits;
  }

  JsonValue document() throws Mismatch {
    if (document.length > limits.maxBytes()) {
      throw fault(WireReason.TOO_LARGE, limits.maxBytes());
    }
    skipSpace();
    JsonValue value = value(0);
    skipSpace();
    if (at < document.length) {
      throw fault(WireReason.TRAILING_BYTES, at);
    }
    return value;
  }

  private JsonValue value(int depth) throws Mismatch {
    int start = at;
    return switch (peek()) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> new JsonText(string(), start);
      case 't' -> literal("true", new JsonFlag(true, start));
      case 'f' -> literal("false", new JsonFlag(false, start));
      case 'n' -> literal("null", new JsonNull(start));
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> integer();
      default -> throw fault(WireReason.SYNTAX, at);
    };
  }

  private JsonObject object(int depth) throws Mismatch {
    int start = open(depth);
    Map<String, JsonValue> members = new HashMap<>();
    skipSpace();
    if (peek() == '}') {
      at++;
      return new JsonObject(members, start);
    }
    while (true) {
      int memberStart = at;
      expect('"');
      at--;
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      if (members.size() == limits.maxMembers()) {
        throw fault(WireReason.TOO_MANY_MEMBERS, memberStart);
      }
      if (members.put(name, value(depth)) != null) {
        throw fault(WireReason.DUPLICATE_MEMBER, memberStart);
      }
      if (!another('}')) {
        return new JsonObject(members, start);
      }
    }
  }

  private JsonArray array(int depth) throws Mismatch {
    int start = open(depth);
    List<JsonValue> items = new ArrayList<>();
    skipSpace();
    if (peek() == ']') {
      at++;
      return new JsonArray(items, start);
    }
    while (true) {
      if (items.size() == limits.maxMembers()) {
        throw fault(WireReason.TOO_MANY_MEMBERS, at);
      }
      items.add(value(depth));
      if (!another(']')) {
        return new JsonArray(items, start);
      }
    }
  }

  private int open(int depth) throws Mismatch {
    if (depth > limits.maxDepth()) {
      throw fault(WireReason.TOO_DEEP, at);
    }
    return at++;
  }

  /** After a member: whether a comma and so another member follows, or else {@code close}. */
  private boolean another(char close) throws Mismatch {
    skipSpace();
    if (peek() == close) {
      at++;
      return false;
    }
    expect(',');
    skipSpace();
    return true;
  }

  private String string() throws Mismatch {
    JsonStringParser parser = new JsonStringParser(document, at + 1);
    String text = parser.parse();
    at = parser.end();
    return text;
  }

  private JsonValue literal(String word, JsonValue value) throws Mismatch {
    byte[] expected = word.getBytes(StandardCharsets.US_ASCII);
    for (byte letter : expected) {
      expect((char) letter);
    }
    return value;
  }

  private JsonInteger integer() throws Mismatch {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int firstDigit = at;
    while (at < document.length && isDigit(document[at])) {
      at++;
    }
    int digits = at - firstDigit;
    if (digits == 0 || (digits > 1 && document[firstDigit] == '0')) {
      throw fault(WireReason.SYNTAX, start);
    }
    int next = peek();
    // A negative zero is a second spelling of zero.
    boolean negativeZero = firstDigit > start && document[firstDigit] == '0';
    if (next == '.' || next == 'e' || next == 'E' || negativeZero || digits > 19) {
      throw fault(WireReason.NOT_AN_INTEGER, start);
    }
    String text = new String(document, start, at - start, StandardCharsets.US_ASCII);
    try {
      return new JsonInteger(Long.parseLong(text), start);
    } catch (NumberFormatException overflow) {
      throw fault(WireReason.NOT_AN_INTEGER, start);
    }
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private void skipSpace() {
    while (at < document.length) {
      byte next = document[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return;
      }
      at++;
    }
  }

  /** The next byte, or -1 at the end. */
  private int peek() {
    return at < document.length ? document[at] & 0xFF : -1;
  }

  private void expect(char wanted) throws Mismatch {
    if (peek() != wanted) {
      throw fault(WireReason.SYNTAX, at);
    }
    at++;
  }

  private static Mismatch fault(WireReason reason, int position) {
    return new Mismatch(new WireFault(reason, position, ""));
  }
}
