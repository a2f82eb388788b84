package dev.sealkeep.evidence.tdx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * TDATTRIBUTES (Intel TDX Module ABI, ATTRIBUTES): bits 7:0 make a TD untrusted, of which only
 * DEBUG is defined; the rest concern its security and its performance counters.
 *
 * @param bits the 64 bits as an integer
 */
public record TdAttributes(long bits) {
  private static final long UNTRUSTED_RESERVED = 0xFE;
  private static final SequencedMap<String, Integer> FLAGS = flagNames();

  private static SequencedMap<String, Integer> flagNames() {
    SequencedMap<String, Integer> flags = new LinkedHashMap<>();
    flags.put("debug", 0);
    flags.put("sept_ve_disable", 28);
    flags.put("migratable", 29);
    flags.put("pks", 30);
    flags.put("kl", 31);
    flags.put("perfmon", 63);
    return Collections.unmodifiableSequencedMap(flags);
  }

  /** Whether a bit is set that makes a TD untrusted in a way that is not defined. */
  boolean hasReservedUntrustedBits() {
    return (bits & UNTRUSTED_RESERVED) != 0;
  }

  /** Each flag by its name in claims after {@code td_attributes.}. */
  SequencedMap<String, Boolean> flags() {
    SequencedMap<String, Boolean> flags = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> flag : FLAGS.entrySet()) {
      flags.put(flag.getKey(), (bits >>> flag.getValue() & 1) != 0);
    }
    return flags;
  }
}
