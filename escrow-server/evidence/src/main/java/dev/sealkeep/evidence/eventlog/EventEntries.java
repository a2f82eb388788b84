package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every event that made the value of a quoted register. The digests are proven, and their order
 * within a register; so is a text, by its digest, and a variable. The type is the log's word alone,
 * and so is the label of what was measured otherwise, such as the path of a file that GRUB read.
 */
final class EventEntries {
  /** The most entries that the claim's type admits. */
  static final int MOST = 4_096;

  private EventEntries() {}

  /** The claim {@code event_log.events}; none for a log that is too long. */
  static Map<String, ClaimValue> claims(ReplayedLog log) {
    List<LoggedEvent> events = log.events();
    return events.size() > MOST
        ? Map.of()
        : Map.of(
            "event_log.events",
            new ClaimValue.Entries(events.stream().map(event -> entry(log, event)).toList()));
  }

  private static Map<String, ClaimValue> entry(ReplayedLog log, LoggedEvent event) {
    Map<String, ClaimValue> fields = new HashMap<>();
    fields.put("register", new ClaimValue.Int(log.kind().number(event.register())));
    fields.put("type", new ClaimValue.Text(type(event.type())));
    Optional.ofNullable(event.digests().get(log.hash()))
        .ifPresent(digest -> fields.put("digest", ClaimValue.Bytes.of(digest)));
    MeasuredText.of(log, event)
        .ifPresentOrElse(
            text -> fields.put("text", new ClaimValue.Text(text)),
            () ->
                MeasuredText.label(event)
                    .ifPresent(label -> fields.put("label", new ClaimValue.Text(label))));
    if (event.dataIsMeasured(log.hash())) {
      EfiVariable.parse(event.data()).ifPresent(variable -> fields.putAll(fields(variable)));
    }
    return fields;
  }

  /** What the digest of the whole structure proves of a variable. */
  private static Map<String, ClaimValue> fields(EfiVariable variable) {
    Map<String, ClaimValue> fields = new HashMap<>();
    fields.put("variable_guid", new ClaimValue.Text(variable.displayGuid()));
    fields.put("variable_sha256", ClaimValue.Bytes.of(TcgHash.SHA256.of(variable.data())));
    ClaimValue.Text.ofPrintable(variable.name()).ifPresent(name -> fields.put("variable", name));
    return fields;
  }

  private static String type(long id) {
    return EventType.ofId(id)
        .map(EventType::name)
        .orElseGet(() -> "0x" + HexFormat.of().toHexDigits((int) id));
  }
}
