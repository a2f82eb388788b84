package dev.sealkeep.policy.hole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/reference/policy-holes.md to the catalogue; {@code -Dsealkeep.golden=write} writes it
 * anew from its introduction on.
 */
class PolicyHolesReferenceTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("sealkeep.root"), "docs/reference/policy-holes.md");
  private static final String CATALOGUE = "\n## Catalogue\n";

  @Test
  void referenceIsWhatTheCatalogueSays() throws IOException {
    StringBuilder expected = new StringBuilder(Files.readString(REFERENCE).split(CATALOGUE, 2)[0]);
    expected.append(CATALOGUE);
    for (HoleSeverity severity : HoleSeverity.values()) {
      Catalogue.holes().stream()
          .filter(hole -> hole.severity() == severity)
          .forEach(hole -> section(hole, expected));
    }
    if ("write".equals(System.getProperty("sealkeep.golden"))) {
      Files.writeString(REFERENCE, expected);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(expected.toString());
  }

  private static void section(Hole hole, StringBuilder out) {
    out.append("\n### `%s`\n".formatted(hole.code()));
    out.append("%s · %s\n\n".formatted(hole.severity().word(), quoted(hole.technologies())));
    out.append(hole.harm()).append("\n\n");
    out.append("Closed by ").append(cures(hole.cures())).append(". Source: ");
    out.append(hole.source()).append(".\n");
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  /** Conditions first, then what helps where no condition does. */
  private static String cures(List<Cure> cures) {
    String conditions = quoted(cures.stream().filter(Cure::isCondition).map(Cure::text).toList());
    return Stream.concat(
            Stream.of(conditions).filter(text -> !text.isEmpty()),
            cures.stream().filter(cure -> !cure.isCondition()).map(Cure::text))
        .collect(Collectors.joining("; "));
  }

  @Test
  void everySeverityIsDefined() throws IOException {
    String page = Files.readString(REFERENCE);

    assertThat(Arrays.stream(HoleSeverity.values()))
        .allSatisfy(
            severity ->
                assertThat(page)
                    .contains("| " + severity.word() + " | " + severity.sentence() + " |"));
  }
}
