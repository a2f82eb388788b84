package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.Region;

/**
 * A word of the source and where it stands.
 *
 * @param text the word, or empty where the parser expected one in vain and said so
 */
public record Word(String text, Region region) {
  /** Whether there is no word, which was reported already. */
  public boolean isMissing() {
    return text.isEmpty();
  }
}
