package dev.sealkeep.agent.keyring;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an asker wants, as it wrote it into the callout information of its request: {@code NAME} of
 * a configuration, and for a key of type {@code encrypted} behind a space the kernel's own text for
 * such a key, whose master key is the one that is fetched.
 *
 * @param configuration the name of the configuration
 * @param encrypted the kernel's text, if the key is of type {@code encrypted}
 */
public record KeyRequest(String configuration, Optional<Encrypted> encrypted) {
  /** How a request is written. */
  public static final String SYNTAX =
      "NAME, or for an encrypted key NAME new|load [FORMAT] user:sealkeep:MASTER ...";

  /** A name that is a file's own, in no other folder. */
  private static final Pattern REQUEST =
      Pattern.compile("(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,62})(?: (?<text>.*))?");

  /** Linux, Documentation/security/keys/trusted-encrypted.rst. */
  private static final Pattern ENCRYPTED =
      Pattern.compile(
          "(?:new|load)(?: (?:default|ecryptfs|enc32))?"
              + " user:(?<master>sealkeep:[!-~]{1,255}) [0-9]{1,4}(?: [0-9a-f]*)?");

  /**
   * The text that makes an encrypted key.
   *
   * @param text what the kernel is given
   * @param master the description of the key of type {@code user} under which the kernel encrypts
   */
  public record Encrypted(String text, String master) {}

  /** Reads the callout information of a request for a key of {@code type}. */
  public static Optional<KeyRequest> parse(KeyType type, String callout) {
    Matcher request = REQUEST.matcher(callout);
    if (!request.matches()) {
      return Optional.empty();
    }
    String name = request.group("name");
    String text = request.group("text");
    if (type != KeyType.ENCRYPTED) {
      return text == null ? Optional.of(new KeyRequest(name, Optional.empty())) : Optional.empty();
    }
    if (text == null) {
      return Optional.empty();
    }
    Matcher encrypted = ENCRYPTED.matcher(text);
    return encrypted.matches()
        ? Optional.of(
            new KeyRequest(name, Optional.of(new Encrypted(text, encrypted.group("master")))))
        : Optional.empty();
  }
}
