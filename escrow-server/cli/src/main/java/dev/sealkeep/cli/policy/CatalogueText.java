package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.policy.hole.Catalogue;
import dev.sealkeep.policy.hole.Cure;
import dev.sealkeep.policy.hole.Hole;
import java.util.LinkedHashMap;
import java.util.Map;

/** The catalogue of holes for people and for programs. */
final class CatalogueText {
  private CatalogueText() {}

  static String render(Style style) {
    Table table = new Table("SEVERITY", "CODE", "TECHNOLOGIES", "CLOSED BY");
    for (Hole hole : Catalogue.holes()) {
      table.row(
          hole.severity().word(),
          hole.code(),
          String.join(" ", hole.technologies()),
          hole.cures().getFirst().text());
    }
    return table.render(style, "");
  }

  static Map<String, Object> document() {
    return Map.of("holes", Catalogue.holes().stream().map(CatalogueText::document).toList());
  }

  private static Map<String, Object> document(Hole hole) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", hole.code());
    document.put("severity", hole.severity().word());
    document.put("technologies", hole.technologies());
    document.put("harm", hole.harm());
    document.put("source", hole.source());
    document.put("cures", hole.cures().stream().map(Cure::text).toList());
    return document;
  }
}
