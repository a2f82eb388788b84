package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the members of one object of the metadata by name and type. After {@link #finish} no member
 * is left that nobody read. Whatever does not read is a {@link VolumeException} that names the
 * place.
 */
final class Members {
  private static final int MOST_DIGITS = 18;

  private final JsonObject object;
  private final String path;
  private final Set<String> read = new HashSet<>();

  Members(JsonValue value, String path) throws VolumeException {
    if (!(value instanceof JsonObject members)) {
      throw new VolumeException(VolumeFault.HEADER_JSON, path + " is no object");
    }
    this.object = members;
    this.path = path;
  }

  JsonObject json() {
    return object;
  }

  String path() {
    return path;
  }

  boolean has(String name) {
    return object.members().containsKey(name);
  }

  JsonValue value(String name) throws VolumeException {
    read.add(name);
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw fault(VolumeFault.HEADER_JSON, name, "is missing");
    }
    return value;
  }

  String text(String name) throws VolumeException {
    if (value(name) instanceof JsonText(String text, int _)) {
      return text;
    }
    throw fault(VolumeFault.HEADER_JSON, name, "is no string");
  }

  /** A number that LUKS2 writes as one. */
  long integer(String name, long least, long most, VolumeFault outside) throws VolumeException {
    if (!(value(name) instanceof JsonInteger(long number, int _))) {
      throw fault(VolumeFault.HEADER_JSON, name, "is no integer");
    }
    if (number < least || number > most) {
      throw fault(outside, name, "is %d, outside %d to %d".formatted(number, least, most));
    }
    return number;
  }

  /** A number that LUKS2 writes as a string of decimal digits, without a leading zero. */
  long decimal(String name) throws VolumeException {
    String text = text(name);
    if (!text.matches("0|[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}")) {
      throw fault(VolumeFault.HEADER_JSON, name, "is no decimal number");
    }
    return Long.parseLong(text);
  }

  /** Whether a string is one of those allowed; else the fault. */
  String oneOf(String name, Set<String> allowed, VolumeFault otherwise) throws VolumeException {
    String text = text(name);
    if (!allowed.contains(text)) {
      throw fault(otherwise, name, "is `%s`".formatted(text));
    }
    return text;
  }

  /** Refuses bytes in base64 that do not read or are fewer or more. */
  void base64(String name, int least, int most) throws VolumeException {
    String text = text(name);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw fault(VolumeFault.HEADER_JSON, name, "is no base64");
    }
    if (bytes.length < least || bytes.length > most) {
      throw fault(VolumeFault.HEADER_JSON, name, "has %d bytes".formatted(bytes.length));
    }
  }

  /** Strings, none twice. */
  List<String> texts(String name) throws VolumeException {
    if (!(value(name) instanceof JsonArray(List<JsonValue> items, int _))) {
      throw fault(VolumeFault.HEADER_JSON, name, "is no array");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue item : items) {
      if (!(item instanceof JsonText(String text, int _)) || texts.contains(text)) {
        throw fault(VolumeFault.HEADER_JSON, name, "has something else than different strings");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /** Numbers of slots, none twice. */
  List<Integer> ids(String name) throws VolumeException {
    List<Integer> ids = new ArrayList<>();
    for (String text : texts(name)) {
      ids.add(id(text, name));
    }
    return List.copyOf(ids);
  }

  Members object(String name) throws VolumeException {
    return new Members(value(name), inside(name));
  }

  /** The members as objects under the numbers that are their names. */
  Map<Integer, Members> numbered() throws VolumeException {
    Map<Integer, Members> numbered = new TreeMap<>();
    for (String name : object.members().keySet()) {
      numbered.put(id(name, name), object(name));
    }
    return numbered;
  }

  private int id(String text, String name) throws VolumeException {
    if (!text.matches("[0-9]|[12][0-9]|3[01]")) {
      throw fault(VolumeFault.HEADER_JSON, name, "is no number of 0 to 31");
    }
    return Integer.parseInt(text);
  }

  /** Refuses members that nobody read. */
  void finish() throws VolumeException {
    for (String name : object.members().keySet()) {
      if (!read.contains(name)) {
        throw fault(VolumeFault.HEADER_JSON, name, "is not known");
      }
    }
  }

  VolumeException fault(VolumeFault fault, String name, String what) {
    return new VolumeException(fault, inside(name) + " " + what);
  }

  private String inside(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
