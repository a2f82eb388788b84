package dev.sealkeep.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Named values, one a line, the values in one column. */
public final class Fields {
  private final List<Field> fields = new ArrayList<>();

  private record Field(String name, String value) {}

  /** Adds a named value; a name may come more than once. */
  public Fields add(String name, Object value) {
    fields.add(new Field(name, String.valueOf(value)));
    return this;
  }

  /** Renders the lines; values of several lines are indented under the first. */
  public String render(Style style) {
    int width = fields.stream().mapToInt(field -> Style.width(field.name())).max().orElse(0);
    String indent = " ".repeat(width + 2);
    return fields.stream()
        .map(field -> line(field, width, indent, style))
        .collect(Collectors.joining("\n"));
  }

  private static String line(Field field, int width, String indent, Style style) {
    String padding = " ".repeat(width - Style.width(field.name()) + 2);
    return style.dim(field.name()) + padding + field.value().replace("\n", "\n" + indent);
  }
}
