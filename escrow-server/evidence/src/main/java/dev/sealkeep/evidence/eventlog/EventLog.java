package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.Parsed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A measurement log, read to its end (TCG PC Client Platform Firmware Profile 1.06, section 10; for
 * a CCEL UEFI 2.10, section 38): the crypto-agile form, or the older one with SHA-1 alone. Nothing
 * in it is trusted; see {@link EventLogExplanation}.
 *
 * @param spec the form, such as {@code Spec ID Event03 errata 0, algs ['sha1', 'sha256']}
 * @param hashes those with a digest in every event, as far as they are read
 * @param events without the header of the crypto-agile form
 * @param bytesUsed up to the end of the last event
 * @param fileSize with padding and trailer
 */
public record EventLog(
    String spec, Set<TcgHash> hashes, List<LoggedEvent> events, int bytesUsed, int fileSize) {
  /** The most bytes that are read, as in a release request. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** The most events that are read. */
  public static final int MAX_EVENTS = 16_384;

  /** Copies the collections. */
  public EventLog {
    hashes = Set.copyOf(hashes);
    events = List.copyOf(events);
  }

  /** Whether bytes found without a label begin like a log. */
  public static boolean isRecognised(byte[] bytes) {
    return EventLogReader.isRecognised(bytes);
  }

  /** Whether bytes begin with the header of the crypto-agile form, which nothing else does. */
  public static boolean isCryptoAgile(byte[] bytes) {
    return EventLogReader.isCryptoAgile(bytes);
  }

  /** Reads a log; refused with one of {@link EventLogReason}. */
  public static Parsed<EventLog> parse(byte[] bytes) {
    return EventLogReader.parse(bytes);
  }

  /**
   * The first register with a separator that makes it unclear what was measured before the boot
   * loader ran: one behind another of the same register, with more measured after it. A second one
   * at a register's very end delimits nothing and is known from virtual firmware.
   */
  public Optional<Integer> registerWithDuplicateSeparator() {
    return events.stream()
        .filter(LoggedEvent::extendsRegister)
        .map(LoggedEvent::register)
        .distinct()
        .filter(this::hasDuplicateSeparator)
        .findFirst();
  }

  private boolean hasDuplicateSeparator(int register) {
    int separators = 0;
    for (LoggedEvent event : events) {
      if (event.register() != register || !event.extendsRegister()) {
        continue;
      }
      if (separators > 1) {
        return true;
      }
      if (event.type() == EventType.EV_SEPARATOR.id()) {
        separators++;
      }
    }
    return false;
  }
}
