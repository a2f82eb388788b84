package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.document.ClaimDocument;
import dev.sealkeep.policy.nearest.Change;
import dev.sealkeep.policy.nearest.Nearness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nearest miss for people and for programs. */
final class NearestMissText {
  private NearestMissText() {}

  static String render(Nearness nearness, Style style) {
    return switch (nearness) {
      case Nearness.Permitted _ -> "Nothing stands in the way.";
      case Nearness.Miss miss -> miss(miss.changes(), style);
      case Nearness.Never _ -> "The policy permits nothing of this technology, whatever it claims.";
      case Nearness.SetsMissing missing ->
          "The nearest miss needs the sets "
              + String.join(", ", missing.sets())
              + ": give them with --reference.";
      case Nearness.Beyond beyond ->
          "More than " + beyond.changes() + " claims would have to be otherwise.";
    };
  }

  private static String miss(List<Change> changes, Style style) {
    Fields fields = new Fields();
    for (Change change : changes) {
      fields.add("  " + change.claim(), shown(change.actual()) + " -> " + shown(change.needed()));
    }
    return (changes.size() == 1
            ? "It would be permitted if one claim were otherwise, for example:\n"
            : "It would be permitted if %d claims were otherwise, for example:\n"
                .formatted(changes.size()))
        + fields.render(style);
  }

  private static String shown(Optional<ClaimValue> value) {
    return value.map(ClaimValue::display).orElse("missing");
  }

  static Map<String, Object> document(Nearness nearness) {
    Map<String, Object> document = new LinkedHashMap<>();
    switch (nearness) {
      case Nearness.Permitted _ -> document.put("state", "permitted");
      case Nearness.Miss miss -> {
        document.put("state", "found");
        document.put("changes", miss.changes().stream().map(NearestMissText::change).toList());
      }
      case Nearness.Never _ -> document.put("state", "never_permitted");
      case Nearness.SetsMissing missing -> {
        document.put("state", "sets_missing");
        document.put("sets", missing.sets());
      }
      case Nearness.Beyond beyond -> {
        document.put("state", "beyond_bound");
        document.put("more_changes_than", beyond.changes());
      }
    }
    return document;
  }

  private static Map<String, Object> change(Change change) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("claim", change.claim());
    change.actual().ifPresent(value -> document.put("actual", ClaimDocument.write(value)));
    change.needed().ifPresent(value -> document.put("needed", ClaimDocument.write(value)));
    return document;
  }
}
