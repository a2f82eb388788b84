package dev.sealkeep.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes one JSON object without spaces, members in the order of the calls. The caller gives each
 * name once; strings must be well-formed UTF-16.
 */
public final class JsonWriter {
  private final StringBuilder out;

  private JsonWriter(StringBuilder out) {
    this.out = out;
  }

  /** Writes an object whose members {@code members} appends; returns its UTF-8. */
  public static byte[] object(Consumer<JsonWriter> members) {
    StringBuilder out = new StringBuilder(512);
    object(out, members);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Appends a string. */
  public JsonWriter text(String name, String value) {
    member(name);
    string(value);
    return this;
  }

  /** Appends a byte string as base64url. */
  public JsonWriter bytes(String name, byte[] value) {
    return text(name, Base64Url.encode(value));
  }

  /** Appends a byte string as lower-case hexadecimal digits. */
  public JsonWriter hex(String name, byte[] value) {
    return text(name, LowerHex.encode(value));
  }

  /** Appends an integer. */
  public JsonWriter integer(String name, long value) {
    member(name);
    out.append(value);
    return this;
  }

  /** Appends a flag. */
  public JsonWriter flag(String name, boolean value) {
    member(name);
    out.append(value);
    return this;
  }

  /** Appends a nested object. */
  public JsonWriter object(String name, Consumer<JsonWriter> members) {
    member(name);
    object(out, members);
    return this;
  }

  /** Appends an array of objects, one for each item. */
  public <T> JsonWriter objects(String name, List<T> items, BiConsumer<JsonWriter, T> members) {
    return array(name, items, item -> object(out, writer -> members.accept(writer, item)));
  }

  /** Appends an array of strings. */
  public JsonWriter texts(String name, List<String> items) {
    return array(name, items, this::string);
  }

  /** Appends an array of integers. */
  public JsonWriter integers(String name, List<? extends Number> items) {
    return array(name, items, item -> out.append(item.longValue()));
  }

  private <T> JsonWriter array(String name, List<T> items, Consumer<T> write) {
    member(name);
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write.accept(items.get(i));
    }
    out.append(']');
    return this;
  }

  private static void object(StringBuilder out, Consumer<JsonWriter> members) {
    out.append('{');
    members.accept(new JsonWriter(out));
    out.append('}');
  }

  private void member(String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    string(name);
    out.append(':');
  }

  private void string(String value) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit < 0x20 || unit == '"' || unit == '\\') {
        out.append(value, written, i).append(escaped(unit));
        written = i + 1;
      }
    }
    if (written == 0) {
      out.append(value); // at once, as most are, and long ones
    } else {
      out.append(value, written, value.length());
    }
    out.append('"');
  }

  private static String escaped(char unit) {
    return switch (unit) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) unit);
    };
  }
}
