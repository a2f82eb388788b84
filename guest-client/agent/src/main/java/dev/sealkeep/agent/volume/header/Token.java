package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A token of whatever program.
 *
 * @param number 0 to 31
 * @param type whose it is
 * @param keyslots the slots that it speaks of
 * @param json the token as it stands in the metadata
 */
public record Token(int number, String type, List<Integer> keyslots, JsonObject json) {
  /** Copies the list. */
  public Token {
    keyslots = List.copyOf(keyslots);
  }

  /** Checks what LUKS2 wants of any token; the other members are its program's. */
  static Token read(int number, Members token) throws VolumeException {
    return new Token(number, token.text("type"), token.ids("keyslots"), token.json());
  }

  /** The same without the numbers of slots that are gone. */
  public Token without(Set<Integer> slots) {
    List<Integer> kept = keyslots.stream().filter(slot -> !slots.contains(slot)).toList();
    Map<String, JsonValue> members = new HashMap<>(json.members());
    members.put("keyslots", Metadata.texts(kept));
    return new Token(number, type, kept, new JsonObject(Map.copyOf(members), 0));
  }
}
