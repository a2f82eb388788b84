package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.EventLog;
import java.util.List;

/**
 * Evidence with what goes beside it in a release.
 *
 * @param item the evidence
 * @param eventLogs the logs that explain its registers; empty if it has none
 */
public record Testimony(EvidenceItem item, List<EventLog> eventLogs) {
  /** Copies the list. */
  public Testimony {
    eventLogs = List.copyOf(eventLogs);
  }

  /** Evidence that needs no log. */
  public static Testimony of(EvidenceItem item) {
    return new Testimony(item, List.of());
  }
}
