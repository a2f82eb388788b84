package dev.sealkeep.evidence.snp;

import java.util.List;

/**
 * A flag of a 64-bit field.
 *
 * @param name its name
 * @param index its place, 0 for the lowest bit
 */
record NamedBit(String name, int index) {
  boolean isSetIn(long bits) {
    return (bits >>> index & 1) != 0;
  }

  /** The same flags under longer names. */
  static List<NamedBit> prefixed(String prefix, List<NamedBit> flags) {
    return flags.stream().map(flag -> new NamedBit(prefix + flag.name(), flag.index())).toList();
  }
}
