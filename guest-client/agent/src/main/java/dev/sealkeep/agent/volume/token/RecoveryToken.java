package dev.sealkeep.agent.volume.token;

import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Metadata;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.JsonValue.JsonInteger;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import dev.sealkeep.protocol.wire.JsonValue.JsonText;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A LUKS2 token of type {@code sealkeep-recovery}: the passphrase of one slot, encrypted to a
 * recipient of age. It carries no MAC: this program never opens anything by it, and a host that
 * changes it could as well destroy it.
 *
 * @param number the token's number
 * @param keyslot the slot
 * @param recipient who can read the passphrase, as age spells it
 */
public record RecoveryToken(int number, int keyslot, String recipient) {
  /** The token's type. */
  public static final String TYPE = "sealkeep-recovery";

  private static final int FORMAT = 1;
  private static final String RECIPIENT = "recipient";

  /** The tokens of this type that name one slot and a recipient, by their numbers. */
  public static List<RecoveryToken> in(Header header) {
    return header.metadata().tokens().values().stream()
        .filter(token -> token.type().equals(TYPE) && token.keyslots().size() == 1)
        .flatMap(token -> read(token).stream())
        .toList();
  }

  private static Optional<RecoveryToken> read(Token token) {
    return token.json().members().get(RECIPIENT) instanceof JsonText(String recipient, int _)
            && AgeRecipient.parse(recipient).isPresent()
        ? Optional.of(new RecoveryToken(token.number(), token.keyslots().getFirst(), recipient))
        : Optional.empty();
  }

  /**
   * A token.
   *
   * @param encrypted the passphrase as an age file
   */
  public static Token of(int number, int keyslot, AgeRecipient recipient, byte[] encrypted) {
    Map<String, JsonValue> members =
        Map.of(
            "type",
            new JsonText(TYPE, 0),
            "keyslots",
            Metadata.texts(List.of(keyslot)),
            "format",
            new JsonInteger(FORMAT, 0),
            RECIPIENT,
            new JsonText(recipient.toString(), 0),
            "age",
            new JsonText(Base64.getEncoder().encodeToString(encrypted), 0));
    return new Token(number, TYPE, List.of(keyslot), new JsonObject(members, 0));
  }
}
