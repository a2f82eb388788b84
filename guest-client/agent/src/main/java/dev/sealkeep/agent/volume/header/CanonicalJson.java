package dev.sealkeep.agent.volume.header;

import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonFlag;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonNull;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one spelling of a JSON value: members sorted by their names' UTF-16 units, no spaces, in
 * strings nothing escaped but quotation marks, backslashes and control characters ({@code
 * \\u00xx}), in UTF-8.
 */
public final class CanonicalJson {
  private final StringBuilder out = new StringBuilder(1024);

  private CanonicalJson() {}

  /** Writes a value. */
  public static byte[] write(JsonValue value) {
    CanonicalJson writer = new CanonicalJson();
    writer.value(value);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(JsonValue value) {
    switch (value) {
      case JsonObject(Map<String, JsonValue> members, int _) -> object(members);
      case JsonArray array -> array(array.items().iterator());
      case JsonText(String text, int _) -> string(text);
      case JsonInteger(long number, int _) -> out.append(number);
      case JsonFlag(boolean flag, int _) -> out.append(flag);
      case JsonNull _ -> out.append("null");
    }
  }

  private void object(Map<String, JsonValue> members) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonValue> member : new TreeMap<>(members).entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(member.getKey());
      out.append(':');
      value(member.getValue());
    }
    out.append('}');
  }

  private void array(Iterator<JsonValue> items) {
    out.append('[');
    while (items.hasNext()) {
      value(items.next());
      if (items.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == '"' || unit == '\\') {
        out.append('\\').append(unit);
      } else if (unit < 0x20) {
        out.append("\\u%04x".formatted((int) unit));
      } else {
        out.append(unit);
      }
    }
    out.append('"');
  }
}
