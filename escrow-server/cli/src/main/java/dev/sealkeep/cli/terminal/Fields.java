package dev.sealkeep.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Named values, one a line, the values in one column. */
public final class Fields {
  private final SequencedMap<String, String> values = new LinkedHashMap<>();

  /** Adds a named value. */
  public Fields add(String name, Object value) {
    values.put(name, String.valueOf(value));
    return this;
  }

  /** Renders the lines; values of several lines are indented under the first. */
  public String render(Style style) {
    int width = values.keySet().stream().mapToInt(Style::width).max().orElse(0);
    String indent = " ".repeat(width + 2);
    return values.entrySet().stream()
        .map(field -> line(field, width, indent, style))
        .collect(Collectors.joining("\n"));
  }

  private static String line(
      Map.Entry<String, String> field, int width, String indent, Style style) {
    String padding = " ".repeat(width - Style.width(field.getKey()) + 2);
    return style.dim(field.getKey()) + padding + field.getValue().replace("\n", "\n" + indent);
  }
}
