package dev.sealkeep.agent.keyring;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where in the kernel a key goes.
 *
 * @param type its type
 * @param description its description, of printable ASCII characters
 * @param keyring the keyring's serial number, or one of the kernel's names for a keyring
 */
public record KeyPlace(KeyType type, String description, int keyring) {
  /** What such a place begins with. */
  public static final String PREFIX = "keyring:";

  /** How a place is written. */
  public static final String SYNTAX = "keyring:TYPE:DESCRIPTION[@KEYRING]";

  private static final int MAX_DESCRIPTION = 1024;

  /**
   * Reads {@link #SYNTAX}: the type is {@code user}, {@code logon} or {@code big_key}; the keyring
   * is {@code @s} for the session's, {@code @u} for the user's, which is the default, {@code @us}
   * for the user's session's, as keyctl(1) spells them, or a serial number.
   */
  public static Optional<KeyPlace> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String rest = text.substring(PREFIX.length());
    int colon = rest.indexOf(':');
    int at = rest.lastIndexOf('@');
    Optional<KeyType> type =
        KeyType.parse(rest.substring(0, Math.max(0, colon)))
            .filter(found -> found != KeyType.ENCRYPTED);
    String description = rest.substring(colon + 1, at > colon ? at : rest.length());
    OptionalInt keyring =
        at > colon ? keyring(rest.substring(at + 1)) : OptionalInt.of(KernelKeys.USER_KEYRING);
    return type.isEmpty() || keyring.isEmpty() || !usable(type.get(), description)
        ? Optional.empty()
        : Optional.of(new KeyPlace(type.get(), description, keyring.getAsInt()));
  }

  private static OptionalInt keyring(String text) {
    return switch (text) {
      case "s" -> OptionalInt.of(KernelKeys.SESSION_KEYRING);
      case "u" -> OptionalInt.of(KernelKeys.USER_KEYRING);
      case "us" -> OptionalInt.of(KernelKeys.USER_SESSION_KEYRING);
      case String number when number.matches("[1-9][0-9]{0,8}") ->
          OptionalInt.of(Integer.parseInt(number));
      default -> OptionalInt.empty();
    };
  }

  /** The kernel wants a prefix of logon keys, and reserves those with a dot in front. */
  private static boolean usable(KeyType type, String description) {
    return !description.isEmpty()
        && description.length() <= MAX_DESCRIPTION
        && description.chars().allMatch(c -> c > ' ' && c < 0x7f)
        && !description.startsWith(".")
        && (type != KeyType.LOGON || description.indexOf(':') > 0);
  }
}
