package dev.sealkeep.protocol.wire;

import java.util.List;
import java.util.Map;

/** A value of a strictly read document, with the byte offset at which it begins. */
public sealed interface JsonValue {
  /** The byte offset of the value in its document. */
  int position();

  /** An object; the order of its members carries no meaning. */
  record JsonObject(Map<String, JsonValue> members, int position) implements JsonValue {}

  /** An array. */
  record JsonArray(List<JsonValue> items, int position) implements JsonValue {}

  /** A string. */
  record JsonText(String value, int position) implements JsonValue {}

  /** A number; only integers that fit a {@code long} are read. */
  record JsonInteger(long value, int position) implements JsonValue {}

  /** A flag. */
  record JsonFlag(boolean value, int position) implements JsonValue {}

  /** The null value. */
  record JsonNull(int position) implements JsonValue {}
}
