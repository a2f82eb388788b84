package dev.sealkeep.evidence.sgx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The flags in the first half of ATTRIBUTES (Intel SDM volume 3D, section 35.7.1).
 *
 * @param bits the 64 bits as an integer
 */
record EnclaveFlags(long bits) {
  private static final SequencedMap<String, Integer> FLAGS = flagNames();

  private static SequencedMap<String, Integer> flagNames() {
    SequencedMap<String, Integer> flags = new LinkedHashMap<>();
    flags.put("init", 0);
    flags.put("debug", 1);
    flags.put("mode64bit", 2);
    flags.put("provision_key", 4);
    flags.put("einittoken_key", 5);
    flags.put("kss", 7);
    return Collections.unmodifiableSequencedMap(flags);
  }

  /** Each flag by its name in claims after {@code attributes.}. */
  SequencedMap<String, Boolean> flags() {
    SequencedMap<String, Boolean> flags = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> flag : FLAGS.entrySet()) {
      flags.put(flag.getKey(), (bits >>> flag.getValue() & 1) != 0);
    }
    return flags;
  }
}
