package dev.sealkeep.evidence.eventlog;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** What registers hold after a log's events, if they hold nothing else. */
final class Replay {
  /** A static boot leaves the PCRs of a dynamic one at all ones. */
  private static final int FIRST_DYNAMIC = 17;

  private static final int LAST_DYNAMIC = 22;

  private Replay() {}

  /** The value of every register that an event extends; new = H(old ‖ digest). */
  static SortedMap<Integer, byte[]> of(EventLog log, TcgHash hash) {
    SortedMap<Integer, byte[]> registers = new TreeMap<>();
    int locality = 0;
    for (LoggedEvent event : log.events()) {
      if (event.tellsStartupLocality() && !registers.containsKey(0)) {
        locality = event.data()[event.data().length - 1];
      }
      byte[] digest = event.digests().get(hash);
      if (event.extendsRegister() && digest != null) {
        int register = event.register();
        byte[] old = registers.get(register);
        registers.put(
            register, hash.of(old == null ? start(hash, register, locality) : old, digest));
      }
    }
    return registers;
  }

  private static byte[] start(TcgHash hash, int register, int locality) {
    byte[] value = new byte[hash.size()];
    if (register >= FIRST_DYNAMIC && register <= LAST_DYNAMIC) {
      Arrays.fill(value, (byte) 0xFF);
    }
    if (register == 0) {
      value[value.length - 1] = (byte) locality;
    }
    return value;
  }
}
