package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceRow;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Claims that were found, for people and for programs. */
final class WitnessText {
  private WitnessText() {}

  /** One claim a line, in the order of their names. */
  static void claims(
      Map<String, ClaimValue> claims,
      Function<ClaimValue, String> display,
      Style style,
      StringBuilder text) {
    if (claims.isEmpty()) {
      text.append("  no particular claim\n");
      return;
    }
    Fields fields = new Fields();
    new TreeMap<>(claims).forEach((name, value) -> fields.add("  " + name, shown(value, display)));
    text.append(fields.render(style)).append('\n');
  }

  /** A list of entries whole: how many there are says nothing of a difference. */
  private static String shown(ClaimValue value, Function<ClaimValue, String> display) {
    if (!(value instanceof ClaimValue.Entries list)) {
      return display.apply(value);
    }
    StringBuilder text = new StringBuilder();
    for (Map<String, ClaimValue> entry : list.entries()) {
      text.append(text.isEmpty() ? "{ " : "\n{ ");
      new TreeMap<>(entry)
          .forEach(
              (name, field) ->
                  text.append(name).append(" = ").append(display.apply(field)).append("  "));
      text.append('}');
    }
    return text.isEmpty() ? "no entry" : text.toString();
  }

  /** What sets that were not at hand would hold. */
  static void assumed(
      Map<String, ReferenceSet> sets, Function<ReferenceRow, String> display, StringBuilder text) {
    new TreeMap<>(sets)
        .forEach(
            (name, set) -> {
              text.append("  where ").append(name).append(" holds\n");
              set.rows()
                  .forEach(row -> text.append("    ").append(display.apply(row)).append('\n'));
            });
  }

  /** The rows that sets which were not at hand would hold, by set. */
  static Map<String, Object> assumedRows(Map<String, ReferenceSet> sets) {
    Map<String, Object> rows = new TreeMap<>();
    sets.forEach(
        (name, set) -> rows.put(name, set.rows().stream().map(ReferenceRow::line).toList()));
    return rows;
  }
}
