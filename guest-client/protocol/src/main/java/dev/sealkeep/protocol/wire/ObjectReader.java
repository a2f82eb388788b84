package dev.sealkeep.protocol.wire;

import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonFlag;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the members of one object by name and type. Given to a {@link JsonShape}, after which every
 * member that was not read is refused as unknown.
 */
public final class ObjectReader {
  private final JsonObject object;
  private final String path;
  private final Set<String> read = new HashSet<>();

  private ObjectReader(JsonObject object, String path) {
    this.object = object;
    this.path = path;
  }

  static <T> T read(JsonObject object, String path, JsonShape<T> shape) throws Mismatch {
    ObjectReader reader = new ObjectReader(object, path);
    T value = shape.read(reader);
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (!reader.read.contains(member.getKey())) {
        int position = member.getValue().position();
        throw new Mismatch(new WireFault(WireReason.UNKNOWN_MEMBER, position, path));
      }
    }
    return value;
  }

  /** Whether the object has the member. */
  public boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** A string of {@code minChars} to {@code maxChars} UTF-16 units. */
  public String text(String name, int minChars, int maxChars) throws Mismatch {
    return text(require(name), inside(name), minChars, maxChars);
  }

  /** A string that {@code parser} understands; else {@code reason}. */
  public <T> T parsed(String name, Function<String, Optional<T>> parser, WireReason reason)
      throws Mismatch {
    JsonValue value = require(name);
    return parser
        .apply(text(value, inside(name), 0, Integer.MAX_VALUE))
        .orElseThrow(() -> fault(reason, value, inside(name)));
  }

  /** A byte string of {@code minBytes} to {@code maxBytes}, as base64url. */
  public byte[] bytes(String name, int minBytes, int maxBytes) throws Mismatch {
    JsonValue value = require(name);
    byte[] bytes = parsed(name, Base64Url::decode, WireReason.NOT_BASE64URL);
    if (bytes.length < minBytes || bytes.length > maxBytes) {
      throw fault(WireReason.WRONG_LENGTH, value, inside(name));
    }
    return bytes;
  }

  /** An integer of {@code min} to {@code max}, both included. */
  public long integer(String name, long min, long max) throws Mismatch {
    return integer(require(name), inside(name), min, max);
  }

  /** A flag. */
  public boolean flag(String name) throws Mismatch {
    JsonValue value = require(name);
    if (value instanceof JsonFlag(boolean flag, int position)) {
      return flag;
    }
    throw fault(WireReason.WRONG_TYPE, value, inside(name));
  }

  /** A nested object. */
  public <T> T object(String name, JsonShape<T> shape) throws Mismatch {
    return object(require(name), inside(name), shape);
  }

  /** An array of {@code min} to {@code max} objects. */
  public <T> List<T> objects(String name, int min, int max, JsonShape<T> shape) throws Mismatch {
    return items(name, min, max, (item, at) -> object(item, at, shape));
  }

  /** An array of {@code min} to {@code max} strings, each understood by {@code parser}. */
  public <T> List<T> texts(
      String name, int min, int max, Function<String, Optional<T>> parser, WireReason reason)
      throws Mismatch {
    return items(
        name,
        min,
        max,
        (item, at) ->
            parser
                .apply(text(item, at, 0, Integer.MAX_VALUE))
                .orElseThrow(() -> fault(reason, item, at)));
  }

  /** An array of {@code min} to {@code max} integers, each of {@code least} to {@code most}. */
  public List<Long> integers(String name, int min, int max, long least, long most) throws Mismatch {
    return items(name, min, max, (item, at) -> integer(item, at, least, most));
  }

  /** Makes a fault about a member, whose value is of the right type but makes no sense. */
  public Mismatch mismatch(WireReason reason, String name) {
    JsonValue value = object.members().getOrDefault(name, object);
    return fault(reason, value, inside(name));
  }

  private JsonValue require(String name) throws Mismatch {
    read.add(name);
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw new Mismatch(new WireFault(WireReason.MISSING_MEMBER, object.position(), inside(name)));
    }
    return value;
  }

  private String inside(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Reads one item of an array, which stands at a path. */
  private interface ItemReader<T> {
    T read(JsonValue item, String at) throws Mismatch;
  }

  private <T> List<T> items(String name, int min, int max, ItemReader<T> reader) throws Mismatch {
    JsonValue value = require(name);
    if (!(value instanceof JsonArray(List<JsonValue> items, int position))) {
      throw fault(WireReason.WRONG_TYPE, value, inside(name));
    }
    if (items.size() < min || items.size() > max) {
      throw fault(WireReason.WRONG_LENGTH, value, inside(name));
    }
    List<T> values = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      values.add(reader.read(items.get(i), inside(name) + "[" + i + "]"));
    }
    return List.copyOf(values);
  }

  private static String text(JsonValue value, String at, int minChars, int maxChars)
      throws Mismatch {
    if (!(value instanceof JsonText(String text, int position))) {
      throw fault(WireReason.WRONG_TYPE, value, at);
    }
    if (text.length() < minChars || text.length() > maxChars) {
      throw fault(WireReason.WRONG_LENGTH, value, at);
    }
    return text;
  }

  private static long integer(JsonValue value, String at, long min, long max) throws Mismatch {
    if (!(value instanceof JsonInteger(long number, int position))) {
      throw fault(WireReason.WRONG_TYPE, value, at);
    }
    if (number < min || number > max) {
      throw fault(WireReason.OUT_OF_RANGE, value, at);
    }
    return number;
  }

  private static <T> T object(JsonValue value, String at, JsonShape<T> shape) throws Mismatch {
    if (value instanceof JsonObject nested) {
      return read(nested, at, shape);
    }
    throw fault(WireReason.WRONG_TYPE, value, at);
  }

  private static Mismatch fault(WireReason reason, JsonValue value, String at) {
    return new Mismatch(new WireFault(reason, value.position(), at));
  }
}
