package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonArray;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The JSON part of a LUKS2 header, of which every member is known and allowed (LUKS2 on-disk format
 * specification 1.1, section 3). What is written from it holds nothing else.
 *
 * @param keyslots the slots by their numbers
 * @param segment the encrypted part
 * @param digest the digest of its key
 * @param tokens the tokens by their numbers
 * @param keyslotsBytes length of the part of the header that slots' areas lie in
 * @param config the member {@code config} as it stands
 */
public record Metadata(
    Map<Integer, Keyslot> keyslots,
    Segment segment,
    VolumeDigest digest,
    Map<Integer, Token> tokens,
    long keyslotsBytes,
    JsonObject config) {
  /** The longest part for slots that LUKS2 knows. */
  static final long MOST_KEYSLOTS_BYTES = 128L << 20;

  private static final int DEPTH = 16;
  private static final int MEMBERS = 64;
  private static final Set<String> FLAGS =
      Set.of(
          "allow-discards",
          "same-cpu-crypt",
          "submit-from-crypt-cpus",
          "no-read-workqueue",
          "no-write-workqueue");

  /** Copies the maps. */
  public Metadata {
    keyslots = Map.copyOf(keyslots);
    tokens = Map.copyOf(tokens);
  }

  /**
   * Reads the JSON part of a copy of a header.
   *
   * @param area a JSON text and zeros behind it
   * @param headerBytes length of the copy
   */
  static Metadata read(byte[] area, int headerBytes) throws VolumeException {
    return read(parse(area), headerBytes);
  }

  /**
   * Parses a JSON part.
   *
   * @param area a JSON text and zeros behind it
   */
  static JsonValue parse(byte[] area) throws VolumeException {
    int end = 0;
    while (end < area.length && area[end] != 0) {
      end++;
    }
    for (int i = end; i < area.length; i++) {
      if (area[i] != 0) {
        throw new VolumeException(VolumeFault.HEADER_JSON, "something stands behind the text");
      }
    }
    if (end == area.length) {
      throw new VolumeException(VolumeFault.HEADER_JSON, "the text does not end");
    }
    byte[] text = Arrays.copyOf(area, end);
    return switch (StrictJson.parse(text, new JsonLimits(area.length, DEPTH, MEMBERS))) {
      case Parsed.Rejected<JsonValue>(var fault) ->
          throw new VolumeException(VolumeFault.HEADER_JSON, fault.display());
      case Parsed.Accepted<JsonValue>(JsonValue value) -> value;
    };
  }

  /** Checks parsed metadata. */
  static Metadata read(JsonValue value, int headerBytes) throws VolumeException {
    Members root = new Members(value, "");
    JsonObject config = config(root.object("config"), headerBytes);
    Map<Integer, Keyslot> keyslots = new TreeMap<>();
    for (Map.Entry<Integer, Members> slot : root.object("keyslots").numbered().entrySet()) {
      keyslots.put(slot.getKey(), Keyslot.read(slot.getKey(), slot.getValue()));
    }
    Segment segment = Segment.read(root.object("segments"));
    VolumeDigest digest = VolumeDigest.read(root.object("digests"));
    Map<Integer, Token> tokens = new TreeMap<>();
    for (Map.Entry<Integer, Members> token : root.object("tokens").numbered().entrySet()) {
      tokens.put(token.getKey(), Token.read(token.getKey(), token.getValue()));
    }
    root.finish();
    long keyslotsBytes = new Members(config, "config").decimal("keyslots_size");
    Metadata metadata = new Metadata(keyslots, segment, digest, tokens, keyslotsBytes, config);
    metadata.checkReferences();
    metadata.checkLayout(headerBytes);
    return metadata;
  }

  private static JsonObject config(Members config, int headerBytes) throws VolumeException {
    if (config.decimal("json_size") != headerBytes - BinaryHeader.BYTES) {
      throw config.fault(VolumeFault.HEADER_LAYOUT, "json_size", "is not the JSON part's");
    }
    if (config.decimal("keyslots_size") > MOST_KEYSLOTS_BYTES) {
      throw config.fault(VolumeFault.HEADER_LAYOUT, "keyslots_size", "is too large");
    }
    if (config.has("flags") && !FLAGS.containsAll(config.texts("flags"))) {
      throw config.fault(VolumeFault.HEADER_REQUIREMENT, "flags", "has one that is not known");
    }
    if (config.has("requirements")) {
      Members requirements = config.object("requirements");
      if (requirements.has("mandatory") && !requirements.texts("mandatory").isEmpty()) {
        throw requirements.fault(VolumeFault.HEADER_REQUIREMENT, "mandatory", "is not empty");
      }
      requirements.finish();
    }
    config.finish();
    Map<String, JsonValue> members = new HashMap<>(config.json().members());
    // Empty, it says the same as if it were not there, and programs differ in that.
    members.remove("requirements");
    return new JsonObject(Map.copyOf(members), 0);
  }

  private void checkReferences() throws VolumeException {
    if (!Set.copyOf(digest.keyslots()).equals(keyslots.keySet())) {
      throw new VolumeException(
          VolumeFault.HEADER_DIGEST, "the digest's slots are not those that there are");
    }
    if (keyslots.values().stream().map(Keyslot::keyBytes).distinct().count() > 1) {
      throw new VolumeException(VolumeFault.HEADER_DIGEST, "slots hold keys of several lengths");
    }
    for (Token token : tokens.values()) {
      if (!keyslots.keySet().containsAll(token.keyslots())) {
        throw new VolumeException(
            VolumeFault.HEADER_JSON,
            "token %d names a slot that is not there".formatted(token.number()));
      }
    }
  }

  private void checkLayout(int headerBytes) throws VolumeException {
    Area place = new Area(2L * headerBytes, keyslotsBytes);
    if (keyslotsBytes % Area.ALIGNMENT != 0 || place.end() > segment.offset()) {
      throw new VolumeException(
          VolumeFault.HEADER_LAYOUT,
          "slots end at %d, data begin at %d".formatted(place.end(), segment.offset()));
    }
    List<Keyslot> seen = new ArrayList<>();
    for (Keyslot slot : keyslots.values()) {
      if (!slot.area().inside(place)
          || seen.stream().anyMatch(other -> other.area().overlaps(slot.area()))) {
        throw new VolumeException(
            VolumeFault.HEADER_LAYOUT, "slot %d overlaps something".formatted(slot.number()));
      }
      seen.add(slot);
    }
  }

  /** The same with other slots and tokens; the digest names all the slots. */
  public Metadata with(Collection<Keyslot> slots, Collection<Token> others) {
    Map<Integer, Keyslot> keyslotMap = new TreeMap<>();
    slots.forEach(slot -> keyslotMap.put(slot.number(), slot));
    Map<Integer, Token> tokenMap = new TreeMap<>();
    others.forEach(token -> tokenMap.put(token.number(), token));
    List<Integer> numbers = List.copyOf(keyslotMap.keySet());
    Map<String, JsonValue> members = new HashMap<>(digest.json().members());
    members.put("keyslots", texts(numbers));
    VolumeDigest bound =
        new VolumeDigest(digest.number(), numbers, new JsonObject(Map.copyOf(members), 0));
    return new Metadata(keyslotMap, segment, bound, tokenMap, keyslotsBytes, config);
  }

  /** Numbers as LUKS2 writes them. */
  public static JsonArray texts(Collection<Integer> numbers) {
    return new JsonArray(
        numbers.stream().<JsonValue>map(n -> new JsonText(Integer.toString(n), 0)).toList(), 0);
  }

  /** The metadata as JSON, in its one spelling. */
  public byte[] encode() {
    Map<String, JsonValue> slots = new HashMap<>();
    keyslots.forEach((number, slot) -> slots.put(number.toString(), slot.json()));
    Map<String, JsonValue> others = new HashMap<>();
    tokens.forEach((number, token) -> others.put(number.toString(), token.json()));
    return CanonicalJson.write(
        object(
            Map.of(
                "keyslots",
                object(slots),
                "tokens",
                object(others),
                "segments",
                object(Map.of("0", segment.json())),
                "digests",
                object(Map.of(Integer.toString(digest.number()), digest.json())),
                "config",
                config)));
  }

  private static JsonObject object(Map<String, JsonValue> members) {
    return new JsonObject(members, 0);
  }
}
