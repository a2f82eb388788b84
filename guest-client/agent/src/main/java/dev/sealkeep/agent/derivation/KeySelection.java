package dev.sealkeep.agent.derivation;

import dev.sealkeep.agent.device.sevguest.RootKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * The root of a slot's key on SEV-SNP. It is always named: left to the firmware, the host would
 * choose it.
 */
public enum KeySelection {
  /** The chip's: no other processor derives the key. */
  VCEK("vcek", RootKey.VCEK),
  /** The provider's: every processor derives it on which the provider loads its VLEK. */
  VLEK("vlek", RootKey.VLEK);

  private final String spelling;
  private final RootKey root;

  KeySelection(String spelling, RootKey root) {
    this.spelling = spelling;
    this.root = root;
  }

  /** The name in tokens and configurations. */
  public String spelling() {
    return spelling;
  }

  /** What the firmware is asked for. */
  RootKey root() {
    return root;
  }

  /** Returns the selection of that name, or empty. */
  public static Optional<KeySelection> parse(String spelling) {
    return Arrays.stream(values()).filter(root -> root.spelling.equals(spelling)).findFirst();
  }
}
