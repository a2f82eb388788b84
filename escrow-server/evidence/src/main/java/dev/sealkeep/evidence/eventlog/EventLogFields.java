package dev.sealkeep.evidence.eventlog;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/** Logs as trees for display. */
final class EventLogFields {
  private static final List<TcgHash> REPLAYED =
      List.of(TcgHash.SHA1, TcgHash.SHA256, TcgHash.SHA384);

  private EventLogFields() {}

  /**
   * {@code spec}, {@code events_after_header}, {@code bytes_used}, {@code file_size}, and for each
   * hash with an event {@code replay_sha1} and so on: the value of each register by its number.
   */
  static SequencedMap<String, Object> of(EventLog log) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("spec", log.spec());
    fields.put("events_after_header", log.events().size());
    fields.put("bytes_used", log.bytesUsed());
    fields.put("file_size", log.fileSize());
    for (TcgHash hash : REPLAYED) {
      SortedMap<Integer, byte[]> registers = Replay.of(log, hash);
      if (!registers.isEmpty()) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        registers.forEach(
            (register, value) ->
                values.put(Integer.toString(register), HexFormat.of().formatHex(value)));
        fields.put("replay_" + hash.bank(), values);
      }
    }
    return fields;
  }
}
