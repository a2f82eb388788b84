package dev.sealkeep.agent.keyring;

import java.util.Optional;

/**
 * A key under construction, as the kernel tells of it.
 *
 * @param type its type
 * @param user the uid of who asked for it: the owner of a key under construction
 * @param description its description
 * @param callout what the asker said with its request
 */
public record AskedKey(KeyType type, long user, String description, String callout) {
  private static final int PARTS = 5;

  /**
   * Reads the answer of {@link KernelKeys#describe}; empty if it is of a type that is not served.
   */
  public static Optional<AskedKey> of(String described, String callout) {
    String[] parts = described.split(";", PARTS);
    if (parts.length != PARTS || !parts[1].matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return KeyType.parse(parts[0])
        .filter(type -> type != KeyType.BIG_KEY)
        .map(type -> new AskedKey(type, Long.parseLong(parts[1]), parts[4], callout));
  }
}
