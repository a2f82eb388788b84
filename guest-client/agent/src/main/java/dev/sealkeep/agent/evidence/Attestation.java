package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.EventLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The evidence of one or several devices over one transcript.
 *
 * @param parts at least one, the outer one last
 */
public record Attestation(List<Part> parts) {
  /**
   * What one device gave.
   *
   * @param testimony evidence and logs
   * @param bound the 64 bytes that it is over
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
  public record Part(Testimony testimony, byte[] bound) {}

  /** Copies the list. */
  public Attestation {
    parts = List.copyOf(parts);
  }

  /** The items, in the order of the transcript. */
  public List<EvidenceItem> items() {
    return parts.stream().map(part -> part.testimony().item()).toList();
  }

  /**
   * The logs of all devices. One that two of them name is in it once, as it was read last: a log
   * only grows, and explains what was quoted of it before.
   */
  public List<EventLog> eventLogs() {
    List<EventLog> logs = new ArrayList<>();
    for (Part part : parts) {
      for (EventLog log : part.testimony().eventLogs()) {
        logs.removeIf(before -> isBeginningOf(log, before));
        logs.add(log);
      }
    }
    return logs;
  }

  private static boolean isBeginningOf(EventLog whole, EventLog before) {
    int length = before.log().length;
    return whole.kind().equals(before.kind())
        && whole.log().length >= length
        && Arrays.equals(whole.log(), 0, length, before.log(), 0, length);
  }
}
