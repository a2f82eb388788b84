package dev.sealkeep.evidence.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The events of a log that make the values of quoted registers: the digests and, within a register,
 * their order are proven; types and data are not, and so are never taken at their word.
 *
 * @param kind how the log names registers
 * @param hash of the digests
 * @param explained the log's names of the registers whose values the events make
 * @param untouched the numbers of the quoted registers that nothing extended
 */
record ReplayedLog(
    EventLog log,
    Registers.Kind kind,
    TcgHash hash,
    Set<Integer> explained,
    Set<Integer> untouched) {
  ReplayedLog {
    explained = Set.copyOf(explained);
    untouched = Set.copyOf(untouched);
  }

  /** Whether a register that TCG's specifications call a PCR is proven. */
  boolean proves(int pcr) {
    return explained.contains(name(pcr));
  }

  /** Whether a register is proven to hold nothing, or separators alone. */
  boolean isUnused(int pcr) {
    return untouched.contains(kind.number(name(pcr)))
        || (proves(pcr) && events(pcr).stream().allMatch(this::isSeparator));
  }

  /** Whether the register holds no other PCR's events than those. */
  boolean isPcr() {
    return kind != Registers.Kind.RTMR;
  }

  /** The events of such a register, in order; none if it is not proven. */
  List<LoggedEvent> events(int pcr) {
    return proves(pcr) ? log.events().stream().filter(e -> isIn(e, name(pcr))).toList() : List.of();
  }

  /** The events that made the values of proven registers, in the log's order. */
  List<LoggedEvent> events() {
    return log.events().stream()
        .filter(e -> explained.contains(e.register()) && e.extendsRegister())
        .filter(e -> e.digests().containsKey(hash))
        .toList();
  }

  private static boolean isIn(LoggedEvent event, int register) {
    return event.register() == register && event.extendsRegister();
  }

  /** UEFI 2.10, section 38.4.1: the index of a CCEL's measurement register for a PCR. */
  private int name(int pcr) {
    if (isPcr()) {
      return pcr;
    }
    return switch (pcr) {
      case 0 -> 0;
      case 1, 7 -> 1;
      case 2, 3, 4, 5, 6 -> 2;
      default -> 3;
    };
  }

  /** Whether what was extended is the digest of some bytes, whatever the log says of it. */
  boolean measures(LoggedEvent event, byte[] content) {
    return event.measures(hash, content);
  }

  /** Whether what was extended is the digest of a text without an end mark. */
  boolean measures(LoggedEvent event, String text) {
    return measures(event, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the event marks the end of the firmware's own measurements. */
  boolean isSeparator(LoggedEvent event) {
    byte[] ones = new byte[Integer.BYTES];
    Arrays.fill(ones, (byte) 0xFF);
    return measures(event, new byte[Integer.BYTES]) || measures(event, ones);
  }

  /** Whether a second separator leaves it unclear where the firmware's measurements end. */
  boolean hasDuplicateSeparator() {
    return explained.stream().anyMatch(this::hasDuplicateSeparator);
  }

  private boolean hasDuplicateSeparator(int register) {
    int separators = 0;
    for (LoggedEvent event : log.events()) {
      if (isIn(event, register)) {
        if (separators > 1) {
          return true;
        }
        separators += isSeparator(event) ? 1 : 0;
      }
    }
    return false;
  }
}
