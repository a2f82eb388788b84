package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.List;

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
}
