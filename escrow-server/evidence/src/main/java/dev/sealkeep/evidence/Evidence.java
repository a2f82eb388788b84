package dev.sealkeep.evidence;

import java.util.List;

/**
 * One item of evidence as it was conveyed; nothing in it is trusted.
 *
 * @param blob the raw evidence, such as a report or a quote
 * @param auxiliary what came beside it in the order it came: a host's certificate table, the parts
 *     that a device gives apart from each other; may be empty
 * @param eventLogs measurement logs that may explain measured registers; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; compared by digest, never by equals
public record Evidence(byte[] blob, List<byte[]> auxiliary, List<byte[]> eventLogs) {
  /** Copies the lists. */
  public Evidence {
    auxiliary = List.copyOf(auxiliary);
    eventLogs = List.copyOf(eventLogs);
  }

  /** Evidence with nothing beside it. */
  public static Evidence of(byte[] blob) {
    return new Evidence(blob, List.of(), List.of());
  }

  /** Evidence with one auxiliary blob; an empty one counts as none. */
  public static Evidence of(byte[] blob, byte[] auxiliary) {
    return new Evidence(blob, auxiliary.length == 0 ? List.of() : List.of(auxiliary), List.of());
  }
}
